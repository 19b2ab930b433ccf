"""What confinement costs: a submission judged in confined workers and in unconfined ones.

    python benchmarks/confinement.py [--times 20]

Both judge the solution of softmax in the same run, in turn; what is printed is a ratio, and the
milliseconds of wall and CPU time that a submission takes (judge, forkserver and workers).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grader import course  # noqa: E402
from grader.grading import Judge  # noqa: E402
from grader.options import Options  # noqa: E402
from grader.sandbox.limits import Limits  # noqa: E402
from grader.sandbox.servers import start_server  # noqa: E402
from grader.submissions import Contents, Stub  # noqa: E402

STUB = "03_softmax_regression/softmax.py"


def main() -> None:
    """Measure in turn, and print the medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=20)
    times = options.parse_args().times
    text = (ROOT / "solutions" / STUB).read_text(encoding="utf-8")
    contents = Contents({STUB: Stub(STUB, text, "softmax.py")}, {}, (), "0")
    found = course.find(ROOT).only([STUB.removesuffix(".py")])
    took: dict[str, list[tuple[float, float]]] = {"auto": [], "none": []}
    with contextlib.ExitStack() as stack:
        judges = {
            mode: stack.enter_context(
                Judge(found, Options(seed="x", isolation=mode),
                      start_server(limits=Limits(), isolation=mode))
            )
            for mode in took
        }  # fmt: skip
        for judge in judges.values():
            judge.grade("first", contents)  # starts the forkserver
        for _ in range(times):
            for mode, judge in judges.items():
                took[mode].append(measured(judge, contents))
        rung = judges["auto"].isolation
    walls, cpus = ({mode: 1e3 * statistics.median(row[i] for row in rows)
                    for mode, rows in took.items()} for i in (0, 1))  # fmt: skip
    print(f"{times} submissions of softmax    wall ms   CPU ms (median)")
    print(f"confined ({rung})           {walls['auto']:9.1f} {cpus['auto']:8.1f}")
    print(f"isolation none            {walls['none']:9.1f} {cpus['none']:8.1f}")
    print(f"ratio                     {walls['auto'] / walls['none']:9.2f} "
          f"{cpus['auto'] / cpus['none']:8.2f}")  # fmt: skip


def measured(judge: Judge, contents: Contents) -> tuple[float, float]:
    """Wall and CPU seconds of one submission, the CPU of this process and all beneath."""
    cpu, began = consumed(), time.monotonic()
    result = judge.grade("someone", contents)
    wall, used = time.monotonic() - began, consumed() - cpu
    if result.points != result.max_points:
        sys.exit("the solution does not get all points")
    return wall, used


def consumed() -> float:
    """CPU seconds of this process and its descendants, those that have ended included."""
    tick = os.sysconf("SC_CLK_TCK")
    rows = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            rows[int(path.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / tick)
    mine, grown = {os.getpid()}, True
    while grown:
        more = {pid for pid, (parent, _) in rows.items() if parent in mine} - mine
        grown, mine = bool(more), mine | more
    return sum(rows[pid][1] for pid in mine if pid in rows)


if __name__ == "__main__":
    main()
