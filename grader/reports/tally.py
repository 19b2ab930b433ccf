"""What a class found hard: each check over all submissions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.results import UNCOUNTED, CheckResult, Status, SubmissionResult


@dataclass
class CheckTally:
    """One check of the course, and the number of submissions with each status.

    ``lost`` are the points that it cost the class; ``read`` is what those read who failed it.
    """

    exercise: str
    check: str
    sentence: str
    lost: float = 0.0
    statuses: Counter[Status] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)

    @property
    def attempted(self) -> int:
        """The submissions that have something to judge."""
        out = UNCOUNTED | {Status.NOT_ATTEMPTED}
        return sum(number for status, number in self.statuses.items() if status not in out)

    @property
    def advice(self) -> str:
        """What most of them read: a hint, or else the first line of the message."""
        return self.read.most_common(1)[0][0] if self.read else ""

    @property
    def missed(self) -> int:
        """Those that attempted it and did not pass."""
        return self.attempted - self.statuses[Status.PASSED]


@dataclass
class ExerciseTally:
    """One exercise of the course: the points that the class has of those that it could have."""

    path: str
    number: str
    points: float = 0.0
    max_points: float = 0.0
    most: float = 0.0
    """The most that one submission could have."""

    @property
    def percent(self) -> float:
        """Of the points that count; 0 where none do."""
        return 100.0 * self.points / self.max_points if self.max_points else 0.0


@dataclass
class ClassTally:
    """Exercises in the order of the course, and their checks."""

    exercises: list[ExerciseTally]
    checks: list[CheckTally]

    def hardest(self, most: int) -> list[CheckTally]:
        """The checks that cost those who attempted them the most points."""
        missed = (check for check in self.checks if check.missed)
        return sorted(missed, key=lambda check: (-check.lost, -check.missed))[:most]


def tally(results: Iterable[SubmissionResult]) -> ClassTally:
    """Counted over ``results``, of which one at a time is looked at."""
    exercises: dict[str, ExerciseTally] = {}
    checks: dict[tuple[str, str], CheckTally] = {}
    for result in results:
        for exercise in result.exercises:
            path = exercise.path
            whole = exercises.setdefault(path, ExerciseTally(path, exercise.number))
            whole.points += exercise.points
            whole.max_points += exercise.max_points
            whole.most = max(whole.most, exercise.max_points)
            for check in exercise.checks:
                one = CheckTally(path, check.name, check.sentence)
                _count(checks.setdefault((path, check.name), one), check)
    ordered = sorted(exercises.values(), key=lambda exercise: place(exercise.number))
    return ClassTally(ordered, list(checks.values()))


def place(number: str) -> tuple[int, ...]:
    """Where an exercise stands in the course: ``3.10`` comes after ``3.9``."""
    return tuple(int(part) for part in number.split(".") if part.isdecimal())


def _count(one: CheckTally, check: CheckResult) -> None:
    one.statuses[check.status] += 1
    if check.status not in UNCOUNTED and check.status is not Status.NOT_ATTEMPTED:
        one.lost += check.max_points - check.points
        if check.failure:
            one.read[check.failure.hint or check.failure.message.partition("\n")[0]] += 1
