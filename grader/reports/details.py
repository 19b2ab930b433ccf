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
    parts, again, causes = [_heading(exercise)], Counter[str](), set[str]()
    for check in (check for check in lost if check.status not in _COUNTED):
        cause = _cause(check)
        if cause in causes:
            again[f"{check.status.words} for the same reason"] += 1
        else:
            parts.append(_told(check, exercise))
        causes |= {cause} if cause else set()
    counted = [_lines(again), _counted(check for check in lost if check.status in _COUNTED)]
    return [*parts, *filter(None, counted)]


def _cause(check: CheckResult) -> str | None:
    """What fails the other checks just so, as a syntax error does: no call shows it."""
    return check.failure.message if check.failure and not check.failure.call else None


def _heading(exercise: ExerciseResult) -> str:
    counted = f"{exercise.points:g} of {exercise.max_points:g} points"
    return f"== {exercise.path}: {counted if exercise.max_points else 'skipped'}"


def _told(check: CheckResult, exercise: ExerciseResult) -> str:
    chapter = exercise.path.split("/")[0]
    return student_text(check, rerun=f"pytest exercises/{chapter} -k {check.name}")


def _counted(checks: Iterable[CheckResult]) -> str:
    return _lines(Counter(map(_reason, checks)))


def _lines(counts: Counter[str]) -> str:
    return "\n".join(f"{n} check{'s' if n > 1 else ''}: {why}" for why, n in counts.items())


def _reason(check: CheckResult) -> str:
    words = check.status.words
    if check.failure is None or check.failure.message == words:
        return words
    return f"{words}, {check.failure.message}"
