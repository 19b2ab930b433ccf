"""Seconds of a run in which nothing has changed, against those of the run that graded all.

    python benchmarks/regrade.py [--submissions 1000] [--runs 3]

CPU time is user plus system time of the whole process tree, start-up included; of several unchanged
runs the quickest counts, since what else the machine does only ever adds.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import course


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        course.make(root)
        course.hand_in(root, asked.submissions)
        cold = graded(root, f"{asked.submissions} graded")
        again = [graded(root, f"{asked.submissions} unchanged") for _ in range(asked.runs)]
    unchanged = tuple(map(min, zip(*again, strict=True)))
    print(f"{asked.submissions} submissions      CPU s     wall s")
    print(f"all graded          {cold[0]:10.2f} {cold[1]:10.2f}")
    print(f"nothing changed     {unchanged[0]:10.2f} {unchanged[1]:10.2f}")
    print(f"ratio               {cold[0] / unchanged[0]:10.1f} {cold[1] / unchanged[1]:10.1f}")


def graded(root: Path, said: str) -> tuple[float, float]:
    """CPU and wall seconds of one run, which must have ``said`` so."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    out = course.grader(root, "run", "submissions")
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert said in out, out
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    main()
