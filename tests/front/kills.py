"""Kills what takes part in a run at random moments, runs again, and compares every grade.

    python tests/front/kills.py [--kills 50] [--submissions 100] [--seed 0]

Judges, forkservers, workers and whole runs get SIGKILL. In the end every submission must have its
grade, once, and the one that an undisturbed run gives it. Linux only. For ``make kills``;
``test_batch`` does the same with a few.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from conftest import clean_environment, make_tiny
from test_batch import SLOW, WRONG, many, parts, patient, verdicts

from grader.gradebook import FILE

KINDS = {"worker": 25, "forkserver": 15, "judge": 8, "run": 2}
LONGEST = 1.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--submissions", type=int, default=100)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        patient(make_tiny(root))
        many(root, asked.submissions, SLOW, WRONG)
        start(root, "undisturbed").communicate()
        killed, runs, codes = disturbed(root, asked.kills, random.Random(asked.seed))
        found, expected = verdicts(root / "grades"), verdicts(root / "undisturbed")
        marks = graded(root / "grades")
    kinds = ", ".join(f"{count} {kind}s" for kind, count in killed.most_common())
    print(f"{killed.total()} killed ({kinds}) in {runs} runs, {time.monotonic() - began:.0f} s")
    print(f"exit codes of the runs: {codes}")
    missing = expected.keys() - found.keys()
    different = [name for name in found if found[name] != expected[name]]
    twice = [name for name, count in marks.items() if count > 1]
    print(f"{len(found)} grades: {len(missing)} missing, {len(different)} different, "
          f"{len(twice)} graded twice")  # fmt: skip
    for name in different[:3]:
        print(f"{name}: {found[name]}\n  undisturbed: {expected[name]}")
    sys.exit(bool(missing or different or twice or codes[-1]))


def start(root: Path, output: str) -> subprocess.Popen[bytes]:
    command = ["run", "submissions", "--output", output, "--seed", "s", "--shrink", "0"]
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *command, "--timeout", "10"],
        cwd=root, env=clean_environment(root), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def disturbed(root: Path, kills: int, chance: random.Random) -> tuple[Counter[str], int, list[int]]:
    """Run until all is graded; what was killed, how many runs that took, and their exit codes."""
    killed: Counter[str] = Counter()
    codes: list[int] = []
    while True:
        process = start(root, "grades")
        while killed.total() < kills and process.poll() is None:
            time.sleep(chance.uniform(0, LONGEST))
            if not parts(process.pid)["worker"]:
                continue  # nothing is being judged just now
            (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
            running = {**parts(process.pid), "run": [process.pid]}[kind]
            if running and process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(running), signal.SIGKILL)
                    killed[kind] += 1
        process.communicate()
        codes.append(process.returncode)
        if codes[-1] == 0 or len(codes) > kills:
            return killed, len(codes), codes


def graded(output: Path) -> Counter[str]:
    """How often each submission was graded for good."""
    with contextlib.closing(sqlite3.connect(output / FILE)) as database:
        rows = database.execute("select submission from attempts where fingerprint != ''")
        return Counter(name for (name,) in rows)


if __name__ == "__main__":
    main()
