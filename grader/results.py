"""What grading finds, as frozen dataclasses of plain values.

Every report, the gradebook and the pytest output read these and nothing else. The module imports
nothing of ours, so that a report can be written or read without torch.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

VERSION = 1
"""Of the JSON form; it grows when a field changes its meaning."""


class Status(StrEnum):
    """Why a check counts or does not. Each value is the word that people read."""

    PASSED = "passed"
    FAILED = "failed"  # the answer differs from what the check expects
    ERRORED = "errored"  # the student's code raised
    NOT_ATTEMPTED = "not_attempted"  # the stub's NotImplementedError is still there, or no file
    FORBIDDEN = "forbidden"  # torch's own function did the work
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    OUTPUT_LIMIT = "output_limit"  # printed more than allowed
    DISK_LIMIT = "disk_limit"
    BAD_ANSWER = "bad_answer"  # the worker's answer broke the protocol
    CRASHED = "crashed"  # the worker's process ended
    SKIPPED = "skipped"  # not judged here; leaves the maximum
    BROKEN = "broken"  # our fault; leaves the maximum

    @property
    def words(self) -> str:
        """The status as it is read aloud, for example ``timed out``."""
        return self.value.replace("_", " ")


UNCOUNTED = frozenset({Status.SKIPPED, Status.BROKEN})


@dataclass(frozen=True)
class Failure:
    """What a student reads about one check; fields, so that a report can leave one out."""

    message: str
    call: str | None = None  # the smallest failing call, as Python
    returned: str | None = None
    expected: str | None = None
    hint: str | None = None
    output: str | None = None  # what the student's code printed


@dataclass(frozen=True)
class CheckResult:
    """One check of one exercise. ``seconds`` is wall time."""

    name: str
    sentence: str
    status: Status
    points: float
    max_points: float
    seconds: float = 0.0
    failure: Failure | None = None


@dataclass(frozen=True)
class ExerciseResult:
    """All checks of one exercise, in the order of the spec.

    ``path`` is CHAPTER/NAME; ``number`` is its place in the course, such as ``3.1``.
    """

    path: str
    checks: tuple[CheckResult, ...]
    number: str = ""

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        return sum(c.max_points for c in self.checks if c.status not in UNCOUNTED)


@dataclass(frozen=True)
class Grade:
    """A submission's line in a table: what its checks add up to, without the checks.

    ``exercises`` maps CHAPTER/NAME to points, without those of which nothing counts; ``statuses``
    a status to the number of checks.
    """

    name: str
    points: float
    max_points: float
    exercises: Mapping[str, float]
    statuses: Mapping[str, int]
    notes: tuple[str, ...] = ()
    missing_guarantees: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """Points of the maximum, from 0 to 100; 0 when nothing counts."""
        return 100.0 * self.points / self.max_points if self.max_points else 0.0

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary that ``from_json`` reads back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Grade:
        """The grade that ``to_json`` wrote."""
        lists = {name: tuple(data[name]) for name in ("notes", "missing_guarantees")}
        return cls(**{**data, **lists})


@dataclass(frozen=True)
class SubmissionResult:
    """One submission: every exercise asked for, and notes on how it was read."""

    name: str
    exercises: tuple[ExerciseResult, ...]
    notes: tuple[str, ...] = ()
    digest: str = ""
    seconds: float = 0.0
    isolation: str = ""
    missing_guarantees: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    @property
    def max_points(self) -> float:
        return sum(exercise.max_points for exercise in self.exercises)

    @property
    def percent(self) -> float:
        """As of ``Grade``."""
        return self.grade.percent

    @property
    def grade(self) -> Grade:
        """Its line in a table."""
        statuses = Counter(check.status.value for e in self.exercises for check in e.checks)
        points = {e.path: e.points for e in self.exercises if e.max_points}
        return Grade(
            self.name, self.points, self.max_points, points, dict(statuses), self.notes,
            self.missing_guarantees,
        )  # fmt: skip

    @property
    def broken(self) -> bool:
        """Whether a check broke through our own fault."""
        return any(c.status is Status.BROKEN for e in self.exercises for c in e.checks)

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary, with ``version``, that ``from_json`` reads back."""
        return {"version": VERSION, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> SubmissionResult:
        """The result that ``to_json`` wrote; ``ValueError`` for another version."""
        if data.get("version") != VERSION:
            raise ValueError(f"results have version {data.get('version')}, expected {VERSION}")
        return cls(
            name=data["name"],
            exercises=tuple(_exercise(exercise) for exercise in data["exercises"]),
            notes=tuple(data["notes"]),
            digest=data["digest"],
            seconds=data["seconds"],
            isolation=data["isolation"],
            missing_guarantees=tuple(data["missing_guarantees"]),
        )


def _exercise(data: dict[str, Any]) -> ExerciseResult:
    checks = tuple(check_from_json(check) for check in data["checks"])
    return ExerciseResult(data["path"], checks, data["number"])


def check_from_json(data: dict[str, Any]) -> CheckResult:
    """The check that ``dataclasses.asdict`` made plain."""
    failure = Failure(**data["failure"]) if data["failure"] else None
    return CheckResult(**{**data, "status": Status(data["status"]), "failure": failure})
