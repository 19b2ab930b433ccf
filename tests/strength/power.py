"""How surely the specs catch the known wrong answers, whatever the seed.

    python -m tests.strength.power [--exercise NAME] [--answer FILE] [--seeds 50] [--jobs N]

A wrong answer is judged under each seed by every check that its first line names. Printed are the
answers that a seed lets through, and for every check how many of its examples were needed: with
fewer of the first ones a wrong answer that names it would have passed under some seed. An answer
that an example by hand catches is caught under every seed, and judged under one.

Exits 1 when an answer was let through.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader import answers, course, judge
from grader.answers import Known
from grader.course import Course, Entry, sources
from grader.grading import skipped_checks
from grader.options import Options
from grader.results import Status
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Forkserver, Remote, Session
from grader.spec import Check
from tests.strength.units import options, side_by_side

CAUGHT = -1
"""Stands for the place of an example where none was needed: torch's function was found."""


@dataclass(frozen=True)
class Unit:
    """The wrong answers to one exercise under some seeds; ``answer`` chooses one of them."""

    root: Path
    path: str
    seeds: tuple[str, ...]
    answer: str


@dataclass
class Power:
    """What came of one unit. ``needed`` are places of examples, counted from 1, by check."""

    path: str
    judged: Counter[str] = field(default_factory=Counter)
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    needed: dict[str, int] = field(default_factory=dict)
    needs_it: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, tuple[int, int]] = field(default_factory=dict)
    seeds: int = 0


class _Trial(judge.Trial):
    def first_to_fail(self, check: Check) -> int | None:
        """The place of the first example that does not pass, from 0; None when all pass."""
        if self._forbidden(check) is not None or self._load() is not None:
            return CAUGHT
        for place, outcome in enumerate(self._conduct(check, self._plan.drawn[check.name])):
            if outcome.status is not Status.PASSED:
                return place
        return CAUGHT if self.check(check).status is not Status.PASSED else None


def measure(unit: Unit) -> Power:
    """Judge the wrong answers of one exercise under the seeds of the unit."""
    found = course.find(unit.root)
    entry = found.entry(unit.path)
    skipped = skipped_checks(entry, Options())
    judged = [check for check in entry.exercise.checks if check.name not in skipped]
    plans = [judge.plan(entry.exercise, entry.path, seed, judged) for seed in unit.seeds]
    power = Power(entry.path, seeds=len(plans))
    for check in judged:
        power.drawn[check.name] = (_constant(check, plans[0]), len(plans[0].drawn[check.name]))
    with Forkserver(limits=Limits(seconds=5.0)) as server:
        for known in answers.wrong(found, entry):
            if unit.answer in known.file.name:
                _judge(known, entry, plans, server, power)
    return power


def _constant(check: Check, plan: judge.Plan) -> int:
    """How many of the check's examples are the same under every seed; they come first."""
    drawn = any(not isinstance(given, list) for given in check.givens.values())
    return len(check.also) if drawn else len(plan.drawn[check.name])


def _judge(
    known: Known, entry: Entry, plans: Sequence[judge.Plan], server: Forkserver, power: Power
) -> None:
    files = sources(entry, [(entry.stubs[0], known.file.read_text(encoding="utf-8"))])
    left = [c for c in entry.exercise.checks if c.name in known.caught_by and c.name in power.drawn]
    name = known.file.stem
    with Session(server) as session:
        for plan in plans:
            # A trial loads the files again, so that nothing is kept from one seed to the next.
            budget = judge.Budget(shrink=0.0, seconds=server.limits.seconds)
            trial = _Trial(plan, Remote(server, files, session=session), files, budget)
            for check in list(left):
                place = trial.first_to_fail(check)
                if place is None:
                    verdict = answers.verdict(known, entry, plan, server)
                    if check.name not in verdict.missed:
                        power.passed[name, check.name] += 1
                    continue
                if place + 1 > power.needed.get(check.name, -1):
                    power.needed[check.name] = place + 1
                    power.needs_it[check.name] = name
                if place < power.drawn[check.name][0]:
                    left.remove(check)
    power.judged[name] += len(plans)


def merged(parts: Iterable[Power]) -> dict[str, Power]:
    """The parts of each exercise together, by path."""
    whole: dict[str, Power] = {}
    for part in parts:
        power = whole.setdefault(part.path, Power(part.path, drawn=part.drawn))
        power.judged.update(part.judged)
        power.passed.update(part.passed)
        power.seeds += part.seeds
        for check, place in part.needed.items():
            if place > power.needed.get(check, -1):
                power.needed[check], power.needs_it[check] = place, part.needs_it[check]
    return whole


def report(power: Power) -> int:
    """Print one exercise; how many answers a seed let through."""
    print(f"\n{power.path}: {len(power.judged)} wrong answers, {power.seeds} seeds")
    let_through = defaultdict(list)
    for (answer, check), times in sorted(power.passed.items()):
        let_through[answer].append((check, times))
    for answer, checks in let_through.items():
        for check, times in checks:
            print(f"  {1 - times / power.seeds:6.1%}  {answer}  passes {check}")
    print("  examples: needed / by hand or listed + drawn, and the answer that needs so many")
    for check, (constant, all_of_them) in power.drawn.items():
        needed = power.needed.get(check)
        said = "nobody names it" if needed is None else power.needs_it[check]
        print(f"  {needed or 0:4} / {constant:2} + {all_of_them - constant:2}  {check}  {said}")
    return len(let_through)


def main() -> int:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--answer", default="", help="only the files whose name contains this")
    parser.add_argument("--seeds", type=int, default=50)
    chosen = parser.parse_args()
    found: Course = course.find().only(chosen.exercise)
    seeds = [f"power {number}" for number in range(chosen.seeds)]
    parts = [tuple(seeds[part :: chosen.jobs]) for part in range(chosen.jobs)]
    units = [
        Unit(found.root, entry.path, part, chosen.answer)
        for entry in found.entries if entry.defines
        for part in parts if part
    ]  # fmt: skip
    whole = merged(side_by_side(measure, units, chosen.jobs))
    return 1 if sum([report(power) for power in whole.values()]) else 0


if __name__ == "__main__":
    sys.exit(main())
