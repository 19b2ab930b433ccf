"""What a report says of one submission: which failures are shown, which are only counted.

``text`` is the plain form, for a terminal or the log of a push; the pages are made of the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grader.feedback import cause, student_text
from grader.results import CheckResult, ExerciseResult, Status, SubmissionResult

_COUNTED = {Status.NOT_ATTEMPTED, Status.SKIPPED}
"""Of these one line tells all: there is no call to show."""


@dataclass(frozen=True)
class Told:
    """One exercise as it is told.

    ``failures`` are the checks to be shown, of those that fail for one reason the first;
    ``counted`` a line for each reason of the others; ``passed`` the checks that did.
    """

    exercise: ExerciseResult
    failures: tuple[CheckResult, ...]
    counted: tuple[str, ...]
    passed: tuple[CheckResult, ...]

    @property
    def score(self) -> str:
        """Such as ``30 of 36 points``."""
        counted = f"{self.exercise.points:g} of {self.exercise.max_points:g} points"
        return counted if self.exercise.max_points else "skipped"


def told(exercise: ExerciseResult) -> Told:
    """What to show of ``exercise``, and what to count."""
    passed = [check for check in exercise.checks if check.status is Status.PASSED]
    lost = [check for check in exercise.checks if check.status is not Status.PASSED]
    shown, again, causes = [], Counter[str](), set[str]()
    for check in (check for check in lost if check.status not in _COUNTED):
        why = cause(check)
        if why in causes:
            again[f"{check.status.words} for the same reason"] += 1
        else:
            shown.append(check)
        causes |= {why} if why else set()
    counted = [*_lines(again), *_counted(check for check in lost if check.status in _COUNTED)]
    return Told(exercise, tuple(shown), tuple(counted), tuple(passed))


def remarks(result: SubmissionResult) -> list[str]:
    """What stands on top of a report: how the submission was read, and which guarantee misses."""
    lines = list(result.notes)
    if result.missing_guarantees:
        lines.append(f"Isolation: {result.isolation}. {' '.join(result.missing_guarantees)}")
    return lines


def text(result: SubmissionResult) -> str:
    """Each check that did not pass as pytest tells it, under its exercise; "" where all passed."""
    each = (told(exercise) for exercise in result.exercises)
    return _for_a_log("\n\n".join(part for one in each for part in _parts(one)))


def skipped(result: SubmissionResult) -> str:
    """A line for each reason why checks were not judged at all; "" where all were."""
    checks = (check for exercise in result.exercises for check in exercise.checks)
    return "\n".join(_counted(check for check in checks if check.status is Status.SKIPPED))


def rerun(check: CheckResult, exercise: ExerciseResult) -> str:
    """The command with which a student tries one check again."""
    return f"pytest exercises/{exercise.path.split('/')[0]} -k {check.name}"


def _for_a_log(text: str) -> str:
    """``text`` without lines that the service which keeps a log takes for commands to itself."""
    return _COMMAND.sub(r"\1 \2", text)


_COMMAND = re.compile(r"(^\s*:|##(?:vso)?)(:|\[)", re.MULTILINE)
"""GitHub's ``::stop-commands::`` at the start of a line, Azure's ``##[section]`` anywhere."""


def _parts(one: Told) -> list[str]:
    if not (one.failures or one.counted):
        return []
    texts = [student_text(check, rerun=rerun(check, one.exercise)) for check in one.failures]
    counted = ["\n".join(one.counted)] if one.counted else []
    return [f"== {one.exercise.path}: {one.score}", *texts, *counted]


def _counted(checks: Iterable[CheckResult]) -> list[str]:
    return _lines(Counter(map(_reason, checks)))


def _lines(counts: Counter[str]) -> list[str]:
    return [f"{n} check{'s' if n > 1 else ''}: {why}" for why, n in counts.items()]


def _reason(check: CheckResult) -> str:
    words = check.status.words
    if check.failure is None or check.failure.message == words:
        return words
    return f"{words}, {check.failure.message}"
