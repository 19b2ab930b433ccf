"""The wrong and right answers kept beside a course, and whether its specs tell them apart.

``tests/wrong/CHAPTER/NAME/MISTAKE.py`` is a complete stub file whose first line says
``# the mistake | check, check``: the checks that must catch it. ``tests/right/CHAPTER/NAME/*.py``
must get every point. A check that is never the only one to catch a wrong answer has its reason in
a line ``check | reason`` of ``tests/wrong/CHAPTER/NAME/kept.txt``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader import judge
from grader.course import Course, Entry, sources
from grader.results import CheckResult, ExerciseResult, Status
from grader.sandbox.barred import subject
from grader.sandbox.remote import Forkserver

KEPT = "kept.txt"


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
    def score(self) -> float:
        """The share of its points that the answer keeps; only after all checks have judged it."""
        return self.result.points / self.result.max_points

    @property
    def first(self) -> CheckResult | None:
        """What a student would read first: the first check that did not pass."""
        return next((c for c in self.result.checks if c.name in self.missed), None)

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
        if not passed:
            return None
        caught = ", ".join(self.missed) or "no check"
        return f"passes {', '.join(passed)}; it is caught by {caught}"

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
    known: Known, entry: Entry, plan: judge.Plan, server: Forkserver, *, full: bool = False
) -> Verdict:
    """Judge one known answer in a worker; a wrong one by the checks that must catch it.

    With ``full``, and where those miss it, by all checks in turn: what an answer keeps from one
    call to a later one shows only then.
    """
    if known.caught_by and not full:
        found = _verdict(known, entry, plan, server, set(known.caught_by))
        if found.miss is None:
            return found
    return _verdict(known, entry, plan, server, set(plan.drawn))


def _verdict(
    known: Known,
    entry: Entry,
    plan: judge.Plan,
    server: Forkserver,
    asked: set[str],
) -> Verdict:
    text = known.file.read_text(encoding="utf-8")
    files = sources(entry, [(entry.stubs[0], text)])
    remote = subject(server, files, entry.exercise.bars)
    budget = judge.Budget(shrink=0.0, seconds=server.limits.seconds)
    asked = asked.intersection(plan.drawn)
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


@dataclass
class Use:
    """What a check is good for: how many wrong answers it catches, alone, and as the first."""

    caught: int = 0
    alone: int = 0
    first: int = 0


def uses(entry: Entry, verdicts: Iterable[Verdict]) -> dict[str, Use]:
    """The use of each check, by name. ``verdicts`` are of wrong answers, by all checks."""
    found = {check.name: Use() for check in entry.exercise.checks}
    for verdict in verdicts:
        for name in verdict.missed:
            found[name].caught += 1
            found[name].alone += len(verdict.missed) == 1
        if verdict.missed:
            found[verdict.missed[0]].first += 1
    return found


def unneeded(course: Course, entry: Entry, found: Mapping[str, Use]) -> Iterator[str]:
    """A line for each check without a use, and for each reason that has none.

    A check is needed when it alone catches a wrong answer. For any other, ``kept.txt`` gives a
    reason, or it goes.
    """
    needed = {name for name, use in found.items() if use.alone}
    file = course.root / "tests" / "wrong" / entry.path / KEPT
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kept = {line.partition("|")[0].strip() for line in lines if line.partition("|")[2].strip()}
    for name in sorted(found.keys() - needed - kept):
        yield f"{entry.path} {name} alone catches no wrong answer: remove it, or say why not"
    for name in sorted(kept - (found.keys() - needed)):
        yield f"{file.relative_to(course.root).as_posix()}: {name} needs no reason"


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
