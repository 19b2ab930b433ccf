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
from grader.course import Course, Entry, sources
from grader.results import ExerciseResult, Status
from grader.sandbox.remote import Forkserver, Remote


@dataclass(frozen=True)
class Known:
    """An answer whose verdict is known: ``caught_by`` names checks, and is empty for right ones.

    ``problem`` says what is wrong with its first line.
    """

    file: Path
    meaning: str
    caught_by: tuple[str, ...]
    problem: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What the spec says of a known answer: the checks that did not pass, and the points.

    ``missed`` leaves out checks that broke, which catch nothing.
    """

    known: Known
    missed: tuple[str, ...]
    result: ExerciseResult

    @property
    def miss(self) -> str | None:
        """What is not as promised, as the rest of a sentence that begins with the file."""
        broken = [c.name for c in self.result.checks if c.status is Status.BROKEN]
        if broken:
            return f"breaks {', '.join(broken)}"
        if not self.known.caught_by:
            return f"fails {', '.join(self.missed)}" if self.missed else None
        if self._unusable():
            return "cannot be imported, so that it is caught for nothing"
        passed = [name for name in self.known.caught_by if name not in self.missed]
        return f"passes {', '.join(passed)}" if passed else None

    def _unusable(self) -> bool:
        judged = [c for c in self.result.checks if c.status is not Status.SKIPPED]
        return all(
            c.status is Status.ERRORED and c.failure is not None and c.failure.call is None
            for c in judged
        )


def wrong(course: Course, entry: Entry) -> list[Known]:
    """The wrong answers to an exercise."""
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
    """Judge one known answer in a worker; a wrong one by the checks that must catch it.

    One that they miss is judged by all checks in turn: what it keeps from one call to a later one
    shows only then.
    """
    named = set(known.caught_by or plan.drawn).intersection(plan.drawn)
    found = _verdict(known, entry, plan, server, named, shrink)
    if found.miss is None or not known.caught_by:
        return found
    return _verdict(known, entry, plan, server, set(plan.drawn), shrink)


def _verdict(
    known: Known,
    entry: Entry,
    plan: judge.Plan,
    server: Forkserver,
    asked: set[str],
    shrink: float,
) -> Verdict:
    text = known.file.read_text(encoding="utf-8")
    files = sources(entry, [(entry.stubs[0], text)])
    remote = Remote(server, files)
    budget = judge.Budget(shrink=shrink, seconds=server.limits.seconds, shared=True)
    skip = {c.name: "not judged here" for c in entry.exercise.checks if c.name not in asked}
    try:
        result = judge.Trial(plan, remote, files, budget).exercise(skip)
    finally:
        remote.close()
    passed = {Status.PASSED, Status.SKIPPED, Status.BROKEN}
    return Verdict(known, tuple(c.name for c in result.checks if c.status not in passed), result)


def _wrong(file: Path, entry: Entry) -> Known:
    meaning, _, named = _first_line(file).rpartition("|")
    checks = tuple(name.strip() for name in named.split(",") if name.strip())
    known = {check.name for check in entry.exercise.checks}
    problem = None
    if not meaning or not checks:
        problem = "must begin with '# the mistake | check, check'"
    elif not set(checks) <= known:
        strangers = ", ".join(sorted(set(checks) - known))
        problem = f"names {strangers}, no check of {entry.path}"
    return Known(file, meaning.strip(), checks, problem)


def strays(course: Course) -> Iterator[str]:
    """A line for each folder of answers that belongs to no exercise, and would not be looked at."""
    paths = {entry.path for entry in course.entries}
    for kind in ("wrong", "right"):
        root = course.root / "tests" / kind
        for folder in sorted({file.parent for file in root.rglob("*.py")}):
            if folder.relative_to(root).as_posix() not in paths:
                yield f"{folder.relative_to(course.root).as_posix()} belongs to no exercise"


def _files(folder: Path, entry: Entry) -> Iterator[Path]:
    return iter(sorted((folder / entry.path).glob("*.py")))


def _first_line(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().removeprefix("#").strip()
