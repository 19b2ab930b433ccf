"""One judge: a course's plans and a forkserver, and the result of one submission after another."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import math
import time
from collections.abc import Iterable

import torch

from grader import compiler, data, judge, unjudged
from grader.course import Course, Entry, sources
from grader.examples import Effort
from grader.options import Options
from grader.results import ExerciseResult, SubmissionResult
from grader.sandbox.barred import Workers, subject, together
from grader.sandbox.forking import SandboxError
from grader.sandbox.servers import Server
from grader.spec import GPU, SLOW, Check
from grader.submissions import Contents

EFFORT = Effort(first=16, further=8, enough=2)
"""The last few digits of a counterexample take as long to find as all before them, and a class has
hundreds. A search that goes a third as far leaves the calls of a class's reports 1 % longer."""


class Judge:
    """Judges submissions of ``course``. Examples are drawn here, once, from the options' seed.

    Workers come from ``server``, which ends with the judge.
    """

    def __init__(self, course: Course, options: Options, server: Server) -> None:
        self._course = course
        self._options = options
        self.server = server
        torch.set_num_threads(1)
        compiler.leave_out()
        self._shared = together(
            [entry.exercise.bars for entry in chapter]
            for _, chapter in itertools.groupby(course.entries, lambda entry: entry.chapter)
        )
        self._skip = {entry.path: skipped_checks(entry, options) for entry in course.entries}
        self._plans = {
            entry.path: judge.plan(
                entry.exercise,
                entry.path,
                options.seed,
                [c for c in entry.exercise.checks if c.name not in self._skip[entry.path]],
            )
            for entry in course.entries
        }
        rules = [rule for entry in course.entries for rule in entry.exercise.bars.values()]
        with contextlib.suppress(OSError, SandboxError):  # then each when it is wanted
            for names in dict.fromkeys(self._shared.get(rule, rule) for rule in rules):
                server.without(names)
        self.isolation = ""
        self.missing: tuple[str, ...] = ()

    def grade(
        self, name: str, contents: Contents, patience: float = math.inf
    ) -> SubmissionResult | None:
        """The result of one submission; None once its checks have taken ``patience`` seconds."""
        started = time.monotonic()
        with Workers(self.server, self._shared) as workers:
            try:
                results = self._exercises(contents, workers, started + patience)
            except judge.LateError:
                return None
        if workers.isolation is not None:
            self.isolation, self.missing = workers.isolation
        return SubmissionResult(
            name=name,
            exercises=tuple(results),
            notes=(*contents.notes, *dict.fromkeys(contents.problems.values())),
            digest=contents.digest,
            seconds=time.monotonic() - started,
            isolation=self.isolation,
            missing_guarantees=self.missing,
        )

    def _exercises(
        self, contents: Contents, workers: Workers, until: float
    ) -> list[ExerciseResult]:
        found: dict[str, ExerciseResult] = {}
        judged: list[tuple[judge.Trial, ExerciseResult]] = []
        with contextlib.ExitStack() as stack:
            for entry in self._course.entries:
                absent = _absent(entry, contents)
                if absent is not None:
                    found[entry.path] = self._not_handed_in(entry, absent)
                    continue
                trial = self._trial(entry, contents, workers, until)
                stack.callback(trial.close)
                judged.append((trial, trial.verdicts(self._skip[entry.path])))
                if not trial.mistaken:
                    trial.close()
            for result in judge.explained(judged, self._options.shrink):
                found[result.path] = result
        return [
            dataclasses.replace(found[entry.path], number=entry.number)
            for entry in self._course.entries
        ]

    def _trial(
        self, entry: Entry, contents: Contents, workers: Workers, until: float
    ) -> judge.Trial:
        files = sources(entry, [(stub, contents.stubs[stub].source) for stub in entry.stubs])
        answering = subject(self.server, files, entry.exercise.bars, workers=workers)
        seconds = self._options.limits.seconds
        budget = judge.Budget(seconds=seconds, until=until, effort=EFFORT)
        return judge.Trial(self._plans[entry.path], answering, files, budget)

    def _not_handed_in(self, entry: Entry, reason: str) -> ExerciseResult:
        skip = self._skip[entry.path]
        checks = tuple(
            unjudged.skipped(check, skip[check.name])
            if check.name in skip
            else unjudged.not_handed_in(check, reason)
            for check in entry.exercise.checks
        )
        return ExerciseResult(entry.path, checks)

    def close(self) -> None:
        self.server.close()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def skipped_checks(entry: Entry, options: Options) -> dict[str, str]:
    """The checks of ``entry`` that are not judged in such a run, each with its reason."""
    found: dict[str, str] = {}
    for check in entry.exercise.checks:
        reason = _unable(check, options)
        if reason is None:
            reason = next(filter(None, (data.missing(name) for name in entry.exercise.needs)), None)
        if reason is not None:
            found[check.name] = reason
    return found


def _unable(check: Check, options: Options) -> str | None:
    if GPU in check.marks and options.device == "cpu":
        return "needs a GPU; run with --device cuda"
    if GPU in check.marks and not torch.cuda.is_available():
        return "needs a GPU, and torch.cuda.is_available() is False"
    if SLOW in check.marks and not options.slow:
        return "takes long; run with --slow"
    return None


def _absent(entry: Entry, contents: Contents) -> str | None:
    lines: Iterable[str] = (
        contents.problems.get(stub) or f"{stub.rsplit('/', 1)[-1]} was not handed in"
        for stub in entry.stubs
        if stub not in contents.stubs
    )
    return next(iter(lines), None)
