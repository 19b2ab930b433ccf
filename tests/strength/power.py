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
from grader.shares import Share, side_by_side
from grader.spec import Check
from tests.strength.options import options
from tests.strength.trial import Trial


@dataclass
class Power:
    """What came of one exercise. ``needed`` are places of examples, counted from 1, by check."""

    path: str
    judged: Counter[str] = field(default_factory=Counter)
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    needed: dict[str, int] = field(default_factory=dict)
    needs_it: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, tuple[int, int]] = field(default_factory=dict)
    seeds: int = 0


def measure(
    share: Share, root: Path, names: Sequence[str], seeds: Sequence[str], answer: str = ""
) -> list[Power]:
    """Judge the wrong answers whose file contains ``answer`` under the share of the seeds."""
    found = course.find(root)
    mine = share.take(seeds)
    with Forkserver(limits=Limits(seconds=5.0)) as server:
        return [
            _measured(found, entry, mine, server, answer)
            for entry in found.only(names).entries if entry.defines
        ]  # fmt: skip


def _measured(
    found: Course, entry: Entry, seeds: Sequence[str], server: Forkserver, answer: str
) -> Power:
    power = Power(entry.path, seeds=len(seeds))
    if not seeds:
        return power
    skipped = skipped_checks(entry, Options())
    judged = [check for check in entry.exercise.checks if check.name not in skipped]
    first = judge.plan(entry.exercise, entry.path, seeds[0], judged)
    for check in judged:
        power.drawn[check.name] = (_constant(check, first), len(first.drawn[check.name]))
    left: dict[Known, list[Check]] = {}
    for known in answers.wrong(found, entry):
        if answer in known.file.name:
            named = [check for check in judged if check.name in known.caught_by]
            left[known] = _judge(known, entry, [first], named, server, power)
            power.judged[known.file.stem] = len(seeds)
    # Drawing is what takes long: under the other seeds only for those that need what is drawn.
    undecided = [check for check in judged if any(check in checks for checks in left.values())]
    plans = [judge.plan(entry.exercise, entry.path, seed, undecided) for seed in seeds[1:]]
    for known, checks in left.items():
        if checks:
            _judge(known, entry, plans, checks, server, power)
    return power


def _constant(check: Check, plan: judge.Plan) -> int:
    """How many of the check's examples are the same under every seed; they come first."""
    drawn = any(not isinstance(given, list) for given in check.givens.values())
    return len(check.also) if drawn else len(plan.drawn[check.name])


def _judge(
    known: Known,
    entry: Entry,
    plans: Sequence[judge.Plan],
    checks: Sequence[Check],
    server: Forkserver,
    power: Power,
) -> list[Check]:
    """Judge an answer by checks under each plan; those that no constant example decided."""
    files = sources(entry, [(entry.stubs[0], known.file.read_text(encoding="utf-8"))])
    left = list(checks)
    name = known.file.stem
    with Session(server) as session:
        for plan in plans:
            # A trial loads the files again, so that nothing is kept from one seed to the next.
            budget = judge.Budget(shrink=0.0, seconds=server.limits.seconds)
            trial = Trial(plan, Remote(server, files, session=session), files, budget)
            for check in list(left):
                place = trial.first_to_fail(check)
                passed = place is None and trial.check(check).status is Status.PASSED
                if passed and _passes(known, entry, check, plan, server):
                    power.passed[name, check.name] += 1
                if place is None:
                    continue
                if place + 1 > power.needed.get(check.name, -1):
                    power.needed[check.name] = place + 1
                    power.needs_it[check.name] = name
                if place < power.drawn[check.name][0]:
                    left.remove(check)
    return left


def _passes(known: Known, entry: Entry, check: Check, plan: judge.Plan, server: Forkserver) -> bool:
    """Whether the check lets the answer through when all checks judge it in turn."""
    skipped = skipped_checks(entry, Options())
    judged = [check for check in entry.exercise.checks if check.name not in skipped]
    whole = judge.plan(entry.exercise, entry.path, plan.seed, judged)
    return check.name not in answers.verdict(known, entry, whole, server, full=True).missed


def merged(parts: Iterable[Power]) -> dict[str, Power]:
    """The parts of each exercise together, by path."""
    whole: dict[str, Power] = {}
    for part in parts:
        power = whole.setdefault(part.path, Power(part.path, drawn=part.drawn))
        power.drawn = power.drawn or part.drawn
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
    root = course.find().root
    seeds = [f"power {number}" for number in range(chosen.seeds)]
    parts = side_by_side(measure, chosen.jobs, root, chosen.exercise, seeds, chosen.answer)
    whole = merged(parts)
    return 1 if sum([report(power) for power in whole.values()]) else 0


if __name__ == "__main__":
    sys.exit(main())
