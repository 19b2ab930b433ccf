"""The tests that ``pytest exercises/`` collects; failures read as ``student_text`` writes them.

For ``pytest_plugin``, which registers this module's hooks where tests are run.
"""

from __future__ import annotations

import gc
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader import course, data, judge, unjudged
from grader.feedback import student_text
from grader.results import CheckResult, Status
from grader.spec import GPU, SLOW, Check, Exercise
from grader.subject import Local
from grader.terminal import PROPERTY, Seen, relative


def pytest_sessionstart() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # what torch imports late is a fifth slower otherwise
    torch.set_num_threads(1)  # threads cost more than small tensors gain, most of all on busy cores


def pytest_unconfigure() -> None:
    gc.freeze()  # or Python, as it ends, looks through everything once more


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Dir | None:
    """A chapter goes by its number, so that ``-k softmax`` takes an exercise and no chapter."""
    if path.parent.name != "exercises":
        return None
    chapter: pytest.Dir = pytest.Dir.from_parent(parent, path=path)
    chapter.name = path.name.split("_")[0]
    return chapter


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, obj: object
) -> ExerciseNode | None:
    if isinstance(obj, Exercise):
        node: ExerciseNode = ExerciseNode.from_parent(collector, name=obj.name, exercise=obj)
        return node
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Exercises in the order of the route, not of the alphabet; side by side, the longest first."""
    nodes = {item.node: item.node.entry for item in items if isinstance(item, CheckItem)}
    paths = [entry.path for entry in course.route(nodes.values())]
    for node, entry in nodes.items():
        node.place = paths.index(entry.path)
    side_by_side = hasattr(config, "workerinput")

    def turn(item: pytest.Item) -> tuple[float, int]:
        if not isinstance(item, CheckItem):
            return 0.0, -1
        return -item.node.seconds if side_by_side else 0.0, item.node.place

    items.sort(key=turn)


class ExerciseNode(pytest.Collector):
    """The checks of one exercise, and the student's files beside its spec."""

    def __init__(self, *, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entry = course.entry_of(exercise, self.path)
        self.place = 0
        self._trial: judge.Trial | None = None

    @property
    def seconds(self) -> float:
        """The longest time that one of its checks may take, where that is more than usual."""
        return max((check.seconds or 0.0 for check in self.entry.exercise.checks), default=0.0)

    def collect(self) -> Iterator[CheckItem]:
        for check in self.entry.exercise.checks:
            yield CheckItem.from_parent(self, name=check.name, check=check)

    def judge(self, check: Check) -> CheckResult:
        """The result of ``check``, its examples drawn only now that it runs."""
        seed = self.config.getoption("examples_seed")
        drawn = judge.plan(self.entry.exercise, self.entry.path, seed, [check])
        if self._trial is None:
            try:
                sources = course.sources_in(self.entry, self.path.parent.parent)
            except course.CourseError as error:
                return unjudged.unreadable(check, str(error))
            budget = judge.Budget(shrink=self.config.getoption("shrink"))
            rules = self.entry.exercise.bars
            subject = Local(sources, rules=rules, printed=self._printed)
            self._trial = judge.Trial(drawn, subject, sources, budget)
        self._trial.replan(drawn)
        return self._trial.check(check)

    def _printed(self) -> str:
        capture = self.config.pluginmanager.get_plugin("capturemanager")
        return "" if capture is None else "".join(capture.read_global_capture())


class CheckItem(pytest.Item):
    """One check as a test; its result travels in ``user_properties``, between processes too."""

    def __init__(self, *, check: Check, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check = check
        for mark in sorted(check.marks):
            self.add_marker(mark)

    @property
    def node(self) -> ExerciseNode:
        """The exercise that it belongs to."""
        assert isinstance(self.parent, ExerciseNode)
        return self.parent

    def runtest(self) -> None:
        node = self.node
        reason = not_here(self.check, node.entry.exercise, self.config)
        result = unjudged.skipped(self.check, reason) if reason else node.judge(self.check)
        seen = Seen(node.place, node.entry.path, str(self.path.parent.parent), result)
        self.user_properties.append((PROPERTY, seen.to_json()))
        if result.status is Status.SKIPPED:
            pytest.skip(result.failure.message if result.failure else "")
        if result.status is not Status.PASSED:
            raise CheckFailedError(student_text(result, rerun=self._rerun()))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CheckFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.node.entry.path

    def _rerun(self) -> str:
        folder = relative(self.path.parent, self.config)
        where = "" if folder == "." else f" {shlex.quote(folder)}"
        return f"pytest{where} -k {self.check.name}"


class CheckFailedError(Exception):
    """A check did not pass; the text is what the student reads."""


def not_here(check: Check, exercise: Exercise, config: pytest.Config) -> str | None:
    """Why ``check`` is not judged on this machine or in this run, or None."""
    if GPU in check.marks and not torch.cuda.is_available():
        return "needs a CUDA device, and torch.cuda.is_available() is False"
    if SLOW in check.marks and SLOW not in (config.option.markexpr or ""):
        return "takes long; run it with -m slow"
    return next(filter(None, map(data.missing, exercise.needs)), None)
