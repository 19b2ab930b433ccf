"""What one submission of the core costs, against the floor and against pytest.

    python benchmarks/submission.py [--submissions 100] [--sample 5] [--jobs 2]

The floor is the same calls and comparisons made directly in one warmed process, for the solutions:
no worker, no codec, no limits. ``grader run`` is measured on the solutions and on wrong answers, as
the difference between two classes of different size, so that starting up does not count, and with
the exercise on training left aside, as in the floor; and on a mixed class of right, wrong and
untouched files, everything counted. ``pytest exercises/`` runs once a submission, on a sample of
the same mixed class. Capstones are left aside. CPU time is user plus system time of all processes.

The mixed class has a floor of its own: what its calls take directly, each check as far as its first
failure. No grader that makes these calls on that many cores can be faster, so the last line says
what is the most that ``pytest / grader run`` could come to.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import classroom
import torch

from grader import course, judge
from grader.sandbox import verbs
from grader.spec import GPU, SLOW
from grader.subject import Answer, Request, StudentFunction, load_request

ROOT = classroom.ROOT
MIXED = 30
"""Submissions of the mixed class whose calls are made directly."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=100)
    options.add_argument("--sample", type=int, default=5, help="submissions that pytest judges")
    options.add_argument("--jobs", type=int, default=2)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        root = classroom.course(folder / "course")
        core = classroom.course(folder / "core", training=False)
        direct = floor(core, [ROOT / "solutions"])
        print(f"{'':44}   CPU s each   wall s each", flush=True)
        line("the same calls and comparisons, directly", direct, direct)
        alone = marginal(core, folder, classroom.solved)
        line("grader run, the solutions, start-up aside", *alone)
        failed = marginal(core, folder, classroom.wrong, "--shrink", "0")
        line("the same, all files wrong, --shrink 0", *failed)
        mixed = classroom.mixed(folder / "mixed", asked.submissions)
        graded = [x / asked.submissions for x in run(root, mixed, folder / "grades", asked.jobs)]
        line(f"grader run --jobs {asked.jobs}, {asked.submissions} mixed", *graded)
        own = floor(root, sorted(mixed.iterdir())[:MIXED])
        line(f"the calls of {MIXED} of these, directly", own, own)
        tested = pytest(root, mixed, asked.sample)
        line(f"pytest exercises/, {asked.sample} of these", *tested)
    print(f"\ngrader run / floor, CPU                 {alone[0] / direct:8.2f}")
    print(f"all wrong / the solutions, CPU          {failed[0] / alone[0]:8.2f}")
    print(f"pytest / grader run, CPU                {tested[0] / graded[0]:8.1f}")
    print(f"pytest / grader run, wall               {tested[1] / graded[1]:8.1f}")
    print(f"pytest / the calls alone, on {asked.jobs} cores    {asked.jobs * tested[1] / own:8.1f}")


def line(what: str, cpu: float, wall: float) -> None:
    """Print one row."""
    print(f"{what:44}   {cpu:10.3f}   {wall:11.3f}", flush=True)


def run(root: Path, submissions: Path, output: Path, jobs: int, *more: str) -> tuple[float, float]:
    """CPU and wall seconds of a whole ``grader run``."""
    command = ["-m", "grader", "run", str(submissions), "--output", str(output), "--jobs"]
    return classroom.spent([sys.executable, *command, str(jobs), *more], root)


def marginal(
    root: Path, folder: Path, students: Callable[[Path, int], Path], *more: str
) -> tuple[float, float]:
    """CPU and wall seconds that one submission more costs one job."""
    few, many = 10, 50
    name = students.__name__
    costs = [
        run(root, students(folder / f"{name}{n}", n), folder / f"{name}{n} grades", 1, *more)
        for n in (few, many)
    ]
    cpu, wall = ((more - less) / (many - few) for less, more in zip(*costs, strict=True))
    return cpu, wall


def pytest(root: Path, submissions: Path, sample: int) -> tuple[float, float]:
    """CPU and wall seconds of ``pytest exercises/`` with a submission's files in place."""
    costs = []
    command = [sys.executable, "-m", "pytest", "exercises", "-q", "-p", "no:cacheprovider"]
    classroom.spent([*command, "--collect-only"], root)  # what is imported is compiled once
    for student in sorted(submissions.iterdir())[:sample]:
        shutil.copytree(student, root / "exercises", dirs_exist_ok=True)
        costs.append(classroom.spent(command, root))
    return sum(cpu for cpu, _ in costs) / sample, sum(wall for _, wall in costs) / sample


def floor(root: Path, submissions: list[Path]) -> float:
    """CPU seconds a submission of the calls and comparisons in this process, once it is warm."""
    torch.set_num_threads(1)
    prepared = []
    for entry in course.find(root).entries:
        checks = [c for c in entry.exercise.checks if not c.marks & {GPU, SLOW}]
        plan = judge.plan(entry.exercise, entry.path, "floor", checks)
        for folder in submissions:
            request = load_request(course.sources_in(entry, folder), "cpu")
            prepared.append((verbs.load(request)[0], plan, checks))
    costs = []
    for _ in range(3):
        started = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            for student, plan, checks in prepared:
                _directly(student, plan, checks)
        costs.append(time.process_time() - started)
    return min(costs) / len(submissions)


def _directly(student: Any, plan: judge.Plan, checks: list[Any]) -> None:
    def ask(request: Request) -> Answer:
        answer = verbs.execute(student, copy.deepcopy(dict(request)))
        return Answer(value=answer.get("value"), error=answer.get("error"))

    for check in checks:
        functions = {name: StudentFunction(name, ask) for name in check.functions}
        with contextlib.suppress(Exception):  # a mistake that is found ends its check
            for example in plan.drawn[check.name]:
                given = {n: example.values[n] for n in check.wants if n in example.values}
                check.body(**functions, **given)


if __name__ == "__main__":
    main()
