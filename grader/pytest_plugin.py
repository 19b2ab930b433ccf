"""pytest as the student's front door: every check of an ``Exercise`` becomes a test.

Prints one line a check, in words; failures as ``student_text`` writes them; a closing table with
the next exercise to take up. Used by ``exercises/conftest.py``, and by nothing else.
"""

from __future__ import annotations

import dataclasses
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader import course, data, judge, progress
from grader.results import CheckResult, Status, check_from_json
from grader.spec import GPU, SLOW, Check, Exercise
from grader.subject import Local
from grader.words import student_text

SEED = "torchkata"
_GLYPHS = {Status.PASSED: "✓", Status.NOT_ATTEMPTED: "·", Status.SKIPPED: "-"}
_COLOURS = {Status.PASSED: "green", Status.NOT_ATTEMPTED: "yellow", Status.SKIPPED: "yellow"}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("torchkata")
    group.addoption(
        "--examples-seed", default=SEED, help="seed for the examples that checks draw"
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        torch.set_num_threads(1)
    if config.option.reportchars == "fE":
        config.option.reportchars = "E"  # the closing table says it better
    config.pluginmanager.register(Lines(config), "torchkata-lines")


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> ExerciseNode | None:
    if isinstance(obj, Exercise):
        node: ExerciseNode = ExerciseNode.from_parent(collector, name=obj.name, exercise=obj)
        return node
    return None


class ExerciseNode(pytest.Collector):
    """The checks of one exercise, and the student's files beside its spec."""

    def __init__(self, *, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entry = course.entry_of(exercise, self.path)
        self._trial: judge.Trial | None = None

    def collect(self) -> Iterator[CheckItem]:
        for check in self.entry.exercise.checks:
            yield CheckItem.from_parent(self, name=check.name, check=check)

    def judge(self, check: Check, seed: str) -> CheckResult:
        """The result of ``check``, its examples drawn only now that it runs."""
        sources = course.sources_in(self.entry, self.path.parent.parent)
        drawn = judge.plan(self.entry.exercise, self.entry.path, seed, [check])
        if self._trial is None:
            self._trial = judge.Trial(drawn, Local(sources), sources, judge.Budget())
        self._trial.replan(drawn)
        return self._trial.check(check)


class CheckItem(pytest.Item):
    """One check as a test; its result travels in ``user_properties``, between processes too."""

    def __init__(self, *, check: Check, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check = check
        for mark in sorted(check.marks):
            self.add_marker(mark)

    def runtest(self) -> None:
        node = self.parent
        assert isinstance(node, ExerciseNode)
        reason = not_here(self.check, node.entry.exercise, self.config)
        if reason:
            result = judge.skipped(self.check, reason)
        else:
            result = node.judge(self.check, self.config.getoption("examples_seed"))
        self.user_properties.append(("torchkata", json.dumps([
            node.entry.path, dataclasses.asdict(result), self._rerun()
        ])))  # fmt: skip
        if result.status is Status.SKIPPED:
            pytest.skip(result.failure.message if result.failure else "")
        if result.status is not Status.PASSED:
            raise CheckFailedError(student_text(result, rerun=self._rerun()))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CheckFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        assert isinstance(self.parent, ExerciseNode)
        return self.path, None, self.parent.entry.path

    def _rerun(self) -> str:
        folder = shlex.quote(self.path.parent.relative_to(self.config.rootpath).as_posix())
        return f"pytest {folder} -k {self.check.name}"


class CheckFailedError(Exception):
    """A check did not pass; the text is what the student reads."""


def not_here(check: Check, exercise: Exercise, config: pytest.Config) -> str | None:
    """Why ``check`` is not judged on this machine or in this run, or None."""
    if GPU in check.marks and not torch.cuda.is_available():
        return "needs a CUDA device, and torch.cuda.is_available() is False"
    if SLOW in check.marks and SLOW not in (config.option.markexpr or ""):
        return "takes long; run it with -m slow"
    return next(filter(None, map(data.missing, exercise.needs)), None)


class Lines:
    """Writes the lines and the table while pytest runs."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._results: dict[str, list[CheckResult]] = {}
        self._heading = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Any:
        found = _result_in(report)
        if found is None:
            return None
        if report.when != "call":
            return None
        status = found[1].status
        if status is Status.NOT_ATTEMPTED:
            return "not attempted", "", ("NOT ATTEMPTED", {"yellow": True})
        return report.outcome, "", (status.words.upper(), {_COLOURS.get(status, "red"): True})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = _result_in(report)
        if found is None or report.when != "call":
            return
        path, result = found
        self._results.setdefault(path, []).append(result)
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None or self._config.option.verbose < 0:
            return
        if path != self._heading:
            self._heading = path
            reporter.ensure_newline()
            reporter.write_line(f"\n{path}" if self._results else path, bold=True)
        words = "" if result.status is Status.PASSED else f": {result.status.words}"
        if result.status is Status.SKIPPED and result.failure:
            words += f", {result.failure.message}"
        glyph = _GLYPHS.get(result.status, "✗")
        colour = _COLOURS.get(result.status, "red")
        reporter.write_line(f"  {glyph} {result.sentence}{words}", **{colour: True})

    def pytest_sessionstart(self) -> None:
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and self._config.option.verbose == 0:
            reporter.showfspath = False
            reporter._show_progress_info = False  # a percentage would follow our lines

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self._results:
            return
        writer = terminalreporter._tw
        text = progress.table(self._results, width=writer.fullwidth, colour=writer.hasmarkup)
        terminalreporter.write_line("")
        writer.write(text)


def _result_in(report: object) -> tuple[str, CheckResult] | None:
    for name, value in getattr(report, "user_properties", ()):
        if name == "torchkata":
            path, data, _ = json.loads(value)
            return path, check_from_json(data)
    return None
