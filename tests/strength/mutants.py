"""Mutation testing of the specs: every small change of a solution must cost it a check.

    python -m tests.strength.mutants [--exercise NAME] [--seeds 5] [--jobs N]

Each mutant is judged in a worker of its own until a check catches it, under each seed anew. One
that passes every check under one of them is a survivor: a hole in the spec, or the same function in
other words. The latter are listed in ``equivalent.toml`` with the reason. Prints the survivors that
are not, and the entries that no longer name one; exits 1 when there are any.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import course, judge
from grader.course import Entry, sources
from grader.grading import skipped_checks
from grader.options import Options
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Forkserver, Remote
from grader.shares import Share, side_by_side
from tests.strength.mutating import Mutant, mutants
from tests.strength.options import options
from tests.strength.trial import Trial

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Survivors:
    """The mutants of one exercise that a seed let pass every check, of how many."""

    path: str
    judged: int
    survived: tuple[Mutant, ...]


def survivors(
    share: Share, root: Path, names: Sequence[str], seeds: Sequence[str]
) -> list[Survivors]:
    """Judge the share of the mutants of each exercise."""
    found = course.find(root)
    with Forkserver(limits=Limits(seconds=5.0)) as server:
        return [
            _survivors(entry, share.take(mutants(_solution(found, entry))), server, seeds)
            for entry in found.only(names).entries if entry.defines
        ]  # fmt: skip


def _survivors(
    entry: Entry, chosen: Sequence[Mutant], server: Forkserver, seeds: Sequence[str]
) -> Survivors:
    skipped = skipped_checks(entry, Options())
    checks = [check for check in entry.exercise.checks if check.name not in skipped]
    plans = [judge.plan(entry.exercise, entry.path, seed, checks) for seed in seeds]
    left = tuple(
        mutant for mutant in chosen
        if not all(_caught(mutant, entry, plan, server) for plan in plans)
    )  # fmt: skip
    return Survivors(entry.path, len(chosen), left)


def _solution(found: course.Course, entry: Entry) -> str:
    return (found.solutions / entry.stubs[0]).read_text(encoding="utf-8")


def _caught(mutant: Mutant, entry: Entry, plan: judge.Plan, server: Forkserver) -> bool:
    files = sources(entry, [(entry.stubs[0], mutant.source)])
    remote = Remote(server, files)
    trial = Trial(plan, remote, files, judge.Budget(shrink=0.0, seconds=server.limits.seconds))
    checks = [check for check in entry.exercise.checks if check.name in plan.drawn]
    try:
        return any(trial.first_to_fail(check) is not None for check in checks)
    finally:
        remote.close()


def explained(file: Path) -> dict[str, dict[Key, str]]:
    """The reason for each mutant that is the same function, by exercise."""
    listed: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["equivalent"]
    found: dict[str, dict[Key, str]] = {}
    for row in listed:
        key = (row["function"], row["line"], row["mutant"])
        found.setdefault(row["exercise"], {})[key] = row["reason"]
    return found


def as_toml(exercise: str, mutant: Mutant) -> str:
    """An entry of ``equivalent.toml`` that still wants its reason."""
    rows = {
        "exercise": exercise, "function": mutant.function, "line": mutant.line,
        "mutant": mutant.mutated,
    }  # fmt: skip
    lines = [f"{name} = '''{text}'''" for name, text in rows.items()]
    return "\n".join(["[[equivalent]]", *lines, 'reason = ""'])


def main() -> int:
    """Judge and print."""
    parser = options(__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args()
    seeds = [f"mutants {number}" for number in range(chosen.seeds)]
    found = course.find().only(chosen.exercise)
    reasons = explained(EQUIVALENT)
    parts = list(side_by_side(survivors, chosen.jobs, found.root, chosen.exercise, seeds))
    faults = 0
    for entry in found.entries:
        mine = [part for part in parts if part.path == entry.path]
        known = reasons.get(entry.path, {})
        survived = [mutant for part in mine for mutant in part.survived]
        holes = [mutant for mutant in survived if mutant.key not in known]
        stale = sorted(set(known) - {mutant.key for mutant in survived})
        judged = sum(part.judged for part in mine)
        print(f"{entry.path}: {judged} mutants, {len(survived)} survive, {len(holes)} unexplained")
        for mutant in holes:
            print(f"\n{as_toml(entry.path, mutant)}\n")
        for function, line, mutated in stale:
            print(f"stale: {function}: {line} -> {mutated} survives no more, or is no mutant")
        faults += len(holes) + len(stale)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
