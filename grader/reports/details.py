"""What did not pass in one submission, for its student: in a terminal, or the log of a push."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from grader.feedback import student_text
from grader.results import CheckResult, ExerciseResult, Status, SubmissionResult

_COUNTED = {Status.NOT_ATTEMPTED, Status.SKIPPED}
"""Of these one line tells all: there is no call to show."""


def text(result: SubmissionResult) -> str:
    """Each check that did not pass as pytest tells it, under its exercise; "" where all passed."""
    return "\n\n".join(part for exercise in result.exercises for part in _parts(exercise))


def skipped(result: SubmissionResult) -> str:
    """A line for each reason why checks were not judged at all; "" where all were."""
    checks = (check for exercise in result.exercises for check in exercise.checks)
    return _counted(check for check in checks if check.status is Status.SKIPPED)


def _parts(exercise: ExerciseResult) -> list[str]:
    lost = [check for check in exercise.checks if check.status is not Status.PASSED]
    if not lost:
        return []
    told: set[str] = set()
    failed = [_told(check, exercise, told) for check in lost if check.status not in _COUNTED]
    counted = _counted(check for check in lost if check.status in _COUNTED)
    return [_heading(exercise), *failed, *filter(None, [counted])]


def _heading(exercise: ExerciseResult) -> str:
    counted = f"{exercise.points:g} of {exercise.max_points:g} points"
    return f"== {exercise.path}: {counted if exercise.max_points else 'skipped'}"


def _told(check: CheckResult, exercise: ExerciseResult, told: set[str]) -> str:
    """The text of ``check``; a reason that needs no call, such as a syntax error, is told once."""
    if check.failure is not None and check.failure.call is None:
        if check.failure.message in told:
            return f"{check.sentence}: {check.status.words} for the same reason"
        told.add(check.failure.message)
    chapter = exercise.path.split("/")[0]
    return student_text(check, rerun=f"pytest exercises/{chapter} -k {check.name}")


def _counted(checks: Iterable[CheckResult]) -> str:
    counts = Counter(map(_reason, checks))
    return "\n".join(f"{n} check{'s' if n > 1 else ''}: {why}" for why, n in counts.items())


def _reason(check: CheckResult) -> str:
    words = check.status.words
    if check.failure is None or check.failure.message == words:
        return words
    return f"{words}, {check.failure.message}"
