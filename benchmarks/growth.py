"""Does a submission cost the same in a class of 10, of 100 and of 1,000?

    python benchmarks/growth.py [--sizes 10 100 1000] [--jobs 1] [--core]

Prints, for each size, the CPU seconds a submission of the judges and of the process that keeps the
grades, from the fifth report to the last, so that starting up does not count; and how large these
processes have grown by the end. The kernel counts CPU time in hundredths of a second: a small class
is graded several times, until ``LEAST`` submissions are counted. ``--core`` takes the core
exercises' solutions, capstones aside, instead of one small exercise.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import classroom
import course

TICKS = os.sysconf("SC_CLK_TCK")
WARM = 5
"""Reports after which a run counts as started."""
LEAST = 100


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--core", action="store_true")
    asked = options.parse_args()
    if min(asked.sizes) <= WARM:
        options.error(f"--sizes: the first {WARM} submissions of a class do not count")
    print("submissions   CPU ms each   wall ms each   keeper MB   judge MB   of the first size")
    first = None
    for size in asked.sizes:
        runs = [run_of(size, asked) for _ in range(-(-LEAST // (size - WARM)))]
        cpu, wall = (sum(found[n] for found in runs) / len(runs) for n in (0, 1))
        keeper, judge = (max(found[n] for found in runs) for n in (2, 3))
        first = first or cpu
        print(
            f"{size:11}   {1000 * cpu:11.1f}   {1000 * wall:12.1f}   {keeper:9.0f}   {judge:8.0f}"
            f"   {cpu / first:16.2f}",
            flush=True,
        )


def run_of(size: int, asked: argparse.Namespace) -> tuple[float, float, float, float]:
    """``run`` on a new class of ``size``."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if asked.core:
            classroom.course(root)
            classroom.solved(root / "submissions", size)
        else:
            course.make(root)
            course.hand_in(root, size)
        return run(root, asked.jobs)


def run(root: Path, jobs: int) -> tuple[float, float, float, float]:
    """CPU and wall seconds a submission; megabytes of the keeper and of the largest judge."""
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "run", "submissions", "--jobs", str(jobs)],
        cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    started = ended = (0, 0.0, 0.0)
    keeper = judge = 0.0
    while process.poll() is None:
        judges = judges_below(process.pid)
        done = len(list((root / "grades").glob("*/results.json")))
        now = (done, sum(map(cpu_seconds, [process.pid, *judges])), time.monotonic())
        if done <= WARM or not started[0]:
            started = now
        if judges and done > ended[0]:
            ended = now
            keeper, judge = megabytes(process.pid), max(map(megabytes, judges))
        time.sleep(0.02)
    if process.returncode:
        sys.exit(process.stderr.read().decode())
    count = ended[0] - started[0]
    return (ended[1] - started[1]) / count, (ended[2] - started[2]) / count, keeper, judge


def judges_below(pid: int) -> list[int]:
    """The judges that ``pid`` has started, and those that were forked from them."""
    started = [child for child in children(pid) if is_judge(child)]
    return started + [fork for judge in started for fork in judges_below(judge)]


def is_judge(pid: int) -> bool:
    """Whether it is one, and not the helper that Python's multiprocessing starts."""
    return b"spawn_main" in read(pid, "cmdline")


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started."""
    return [int(child) for child in read(pid, f"task/{pid}/children").split()]


def cpu_seconds(pid: int) -> float:
    """User and system time of ``pid``, of its children, and of theirs: workers that have ended."""
    fields = read(pid, "stat").rpartition(b")")[2].split()
    own = sum(map(int, fields[11:15])) / TICKS if fields else 0.0
    return own + sum(cpu_seconds(child) for child in children(pid) if not is_judge(child))


def megabytes(pid: int) -> float:
    """Resident memory."""
    fields = read(pid, "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if fields else 0.0


def read(pid: int, name: str) -> bytes:
    """A file of /proc; nothing when the process has gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    main()
