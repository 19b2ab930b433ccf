"""The wrong and right answers kept beside a course, and whether its specs tell them apart.

``tests/wrong/CHAPTER/NAME/MISTAKE.py`` is a complete stub file whose first line says
``# the mistake | check, check``: the checks that must catch it. ``tests/right/CHAPTER/NAME/*.py``
must get every point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import judge
from grader.course import Course, CourseError, Entry, sources
from grader.results import ExerciseResult, Status
from grader.sandbox.remote import Forkserver, Remote


@dataclass(frozen=True)
class Known:
    """An answer whose verdict is known: ``caught_by`` names checks, and is empty for right ones."""

    file: Path
    meaning: str
    caught_by: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What the spec says of a known answer: the checks that did not pass, and the points."""

    known: Known
    missed: tuple[str, ...]
    result: ExerciseResult

    @property
    def holds(self) -> bool:
        """Whether it is the verdict that is asked for."""
        if self.known.caught_by:
            return set(self.known.caught_by) <= set(self.missed)
        return not self.missed


def wrong(course: Course, entry: Entry) -> list[Known]:
    """The wrong answers to an exercise; ``CourseError`` for one without a proper first line."""
    return [_wrong(file, entry) for file in _files(course.root / "tests" / "wrong", entry)]


def right(course: Course, entry: Entry) -> list[Known]:
    """The right answers to an exercise."""
    return [
        Known(file, _first_line(file), ())
        for file in _files(course.root / "tests" / "right", entry)
    ]


def verdict(
    known: Known, entry: Entry, plan: judge.Plan, server: Forkserver, *, shrink: float = 0.0
) -> Verdict:
    """Judge one known answer in a worker."""
    text = known.file.read_text(encoding="utf-8")
    files = sources(entry, [(entry.stubs[0], text)])
    remote = Remote(server, files)
    budget = judge.Budget(shrink=shrink, seconds=server.limits.seconds, shared=True)
    skip = {c.name: "not judged here" for c in entry.exercise.checks if c.name not in plan.drawn}
    try:
        result = judge.Trial(plan, remote, files, budget).exercise(skip)
    finally:
        remote.close()
    passed = {Status.PASSED, Status.SKIPPED}
    return Verdict(known, tuple(c.name for c in result.checks if c.status not in passed), result)


def _wrong(file: Path, entry: Entry) -> Known:
    meaning, _, named = _first_line(file).rpartition("|")
    checks = tuple(name.strip() for name in named.split(",") if name.strip())
    known = {check.name for check in entry.exercise.checks}
    if not meaning or not checks or not set(checks) <= known:
        raise CourseError(
            f"{file} must begin with '# the mistake | check, check'; "
            f"{sorted(set(checks) - known) or 'nothing'} is no check of {entry.path}"
        )
    return Known(file, meaning.strip(), checks)


def _files(folder: Path, entry: Entry) -> Iterator[Path]:
    return iter(sorted((folder / entry.path).glob("*.py")))


def _first_line(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().removeprefix("#").strip()
