"""CPU seconds per submission of the core: `grader run` against one `pytest exercises/` each.

    python benchmarks/submission.py [--submissions 20]

Both judge the same submissions (the solutions, each in a folder of its own) with the same checks,
capstones aside, in one run on one machine; what is printed is a ratio. CPU time is user plus system
time of the whole process tree, start-up included.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAPSTONES = "10_capstones"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=20)
    count = options.parse_args().submissions
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        for name in ("exercises", "solutions"):
            shutil.copytree(ROOT / name, course / name)
        shutil.rmtree(course / "exercises" / CAPSTONES)
        shutil.copy(ROOT / "pyproject.toml", course)
        submissions = Path(folder) / "submissions"
        for number in range(count):
            shutil.copytree(ROOT / "solutions", submissions / f"student{number:03}")
        grader = [sys.executable, "-m", "grader", "run", str(submissions), "--jobs", "1"]
        graded, graded_wall = cpu([*grader, "--output", f"{folder}/grades"], course)
        shutil.copytree(ROOT / "solutions", course / "exercises", dirs_exist_ok=True)
        pytest = [sys.executable, "-m", "pytest", "exercises", "-q", "-p", "no:cacheprovider"]
        runs = [cpu(pytest, course) for _ in range(count)]
    tested, tested_wall = (sum(run[i] for run in runs) for i in (0, 1))
    print(f"{count} submissions                CPU s each   wall s each")
    print(f"grader run                   {graded / count:10.2f}   {graded_wall / count:10.2f}")
    print(f"pytest exercises/            {tested / count:10.2f}   {tested_wall / count:10.2f}")
    ratio, wall_ratio = tested / graded, tested_wall / graded_wall
    print(f"ratio (pytest / grader)      {ratio:10.1f}   {wall_ratio:10.1f}")


def cpu(command: list[str], folder: Path) -> tuple[float, float]:
    """CPU and wall seconds of ``command`` and everything that it started."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    main()
