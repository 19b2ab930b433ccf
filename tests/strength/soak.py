"""Many examples of every check on every right answer: no false alarm, and none nearly one.

    python -m tests.strength.soak [--exercise NAME] [--check NAME] [--examples 10000]
                                  [--after 0] [--threads 1 2] [--jobs N]

The solution and each right answer answer in process, with each number of torch's threads. Examples
are drawn once for all answers, some at a time, each time from another seed. Printed are,
by exercise, how many examples were judged, the failures, and how close a right answer came to its
tolerance: the largest ratio of a difference to what is allowed, with every answer above
``NEAR``. Exits 1 on a failure.

An example costs 0.2 ms of CPU for each answer, of LeNet and of a training loop ten times as much:
10,000 of every check on all exercises take half a day of CPU, 500 about half an hour. Exercises are
soaked and reported one after another. Two processes with two threads each on two cores would spend
their time waiting for each other's threads, so a thread that has nothing to do sleeps at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from grader import answers, course, expect, judge
from grader.course import Course, Entry, sources, sources_in
from grader.grading import skipped_checks
from grader.options import Options
from grader.shares import Share, side_by_side
from grader.spec import Check
from grader.subject import Local, Sources
from grader.tolerance import within
from tests.strength.options import options
from tests.strength.trial import Trial

TOGETHER = 50
"""Examples of a check that are drawn at a time, for each combination of its lists. What LeNet is
asked and answers for so many is 3.6 GB."""

NEAR = 0.5
"""The share of its tolerance that a right answer should stay below."""


@dataclass
class Soaked:
    """What a share of one exercise came to. ``closest`` maps (answer, check) to its ratio."""

    path: str
    examples: int = 0
    failures: list[str] = field(default_factory=list)
    closest: dict[tuple[str, str], float] = field(default_factory=dict)


class Closest:
    """Stands in for ``tolerance.within``, and keeps the largest ratio of difference to allowed."""

    def __init__(self) -> None:
        self.ratio = 0.0

    def __call__(self, found: Any, truth: Any, allowed: Any) -> Any:
        ratio = torch.as_tensor(abs(found - truth) / allowed).nan_to_num(0.0, posinf=0.0)
        if ratio.numel():
            self.ratio = max(self.ratio, float(ratio.max()))
        return within(found, truth, allowed)


def soak(
    share: Share,
    root: Path,
    names: Sequence[str],
    examples: int,
    after: int,
    threads: Sequence[int],
    only: Sequence[str] = (),
) -> list[Soaked]:
    """Judge the right answers on the share of the examples, by all checks or ``only`` some."""
    found = course.find(root)
    together = min(examples, TOGETHER)
    rounds = share.take(range(-(-after // together), -(-(after + examples) // together)))
    return [
        _soaked(found, entry, rounds, together, threads, only)
        for entry in found.only(names).entries if entry.defines
    ]  # fmt: skip


def _soaked(
    found: Course,
    entry: Entry,
    rounds: Sequence[int],
    together: int,
    threads: Sequence[int],
    only: Sequence[str],
) -> Soaked:
    soaked = Soaked(entry.path)
    right = {known.file.stem: known.file for known in answers.right(found, entry)}
    files = {name: sources(entry, [(entry.stubs[0], file.read_text(encoding="utf-8"))])
             for name, file in right.items()}  # fmt: skip
    files["the solution"] = sources_in(entry, found.solutions)
    for number in rounds:
        checks = _checks(entry, together, only, first=number == 0)
        plan = judge.plan(entry.exercise, entry.path, f"soak {number}", checks)
        for count in threads:
            torch.set_num_threads(count)
            for name, source in files.items():
                _judge(name, source, plan, checks, soaked)
    return soaked


def _checks(entry: Entry, together: int, only: Sequence[str], *, first: bool) -> list[Check]:
    """The checks with as many examples; those that draw nothing are for the first round only."""
    skipped = skipped_checks(entry, Options())
    return [
        replace(check, examples=together, also=check.also if first else ())
        for check in entry.exercise.checks
        if check.name not in skipped
        and (not only or check.name in only)
        and (first or any(not isinstance(given, list) for given in check.givens.values()))
    ]


def _judge(
    name: str, files: Sources, plan: judge.Plan, checks: Sequence[Check], soaked: Soaked
) -> None:
    subject = Local(files)
    trial = Trial(plan, subject, files, judge.Budget(shrink=0.0, seconds=600.0))
    for check in checks:
        closest = Closest()
        with mock.patch.object(expect, "within", closest):
            place = trial.first_to_fail(check)
        soaked.examples += len(plan.drawn[check.name])
        key = (name, check.name)
        soaked.closest[key] = max(closest.ratio, soaked.closest.get(key, 0.0))
        if place is not None:
            failure = trial.check(check).failure
            soaked.failures.append(f"{name} fails {check.name}, seed {plan.seed!r}: {failure}")
    subject.close()


def report(parts: Sequence[Soaked]) -> int:
    """Print one exercise; how many failures there were."""
    failures = [failure for part in parts for failure in part.failures]
    closest: dict[tuple[str, str], float] = {}
    for part in parts:
        for key, ratio in part.closest.items():
            closest[key] = max(ratio, closest.get(key, 0.0))
    count = sum(part.examples for part in parts)
    largest = max(closest.values(), default=0.0)
    found = f"{count} examples, {len(failures)} failures, closest {largest:.2f}"
    print(f"{parts[0].path}: {found}", flush=True)
    for (answer, check), ratio in sorted(closest.items(), key=lambda item: -item[1]):
        if ratio > NEAR:
            print(f"  {ratio:.2f} of what is allowed: {answer}, {check}")
    for failure in failures:
        print(f"  {failure}")
    return len(failures)


def main() -> int:
    """Judge and print."""
    parser = options(__doc__)
    parser.add_argument("--check", metavar="NAME", action="append", default=[])
    parser.add_argument("--examples", type=int, default=10_000, help="of each check")
    parser.add_argument("--after", type=int, default=0, help="as many that a run before has judged")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="of torch")
    chosen = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # for the processes side by side
    found = course.find()
    failures = 0
    entries = found.only(chosen.exercise).entries
    known = {check.name for entry in entries for check in entry.exercise.checks}
    if unknown := sorted(set(chosen.check) - known):
        parser.error(f"no exercise here has a check {', '.join(unknown)}")
    for entry in entries:
        if entry.defines:
            asked = (found.root, [entry.path], chosen.examples, chosen.after, chosen.threads)
            failures += report(list(side_by_side(soak, chosen.jobs, *asked, chosen.check)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
