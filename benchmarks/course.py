"""A course of one small exercise and a class that hands it in, for the other benchmarks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PATH = "01_small/small"
STUB = f"{PATH}.py"


def make(root: Path) -> None:
    """Put the course that ``grader new`` makes into ``root``."""
    grader(root, "new", PATH, "--course", ".")


def hand_in(root: Path, count: int, folder: str = "submissions") -> None:
    """The solution ``count`` times, every third submission wrong."""
    right = (root / "solutions" / STUB).read_text()
    wrong = right.replace("2 * x", "3 * x")
    for number in range(count):
        file = root / folder / f"student{number:04}" / STUB
        file.parent.mkdir(parents=True)
        file.write_text(f"# student {number}\n{wrong if number % 3 == 2 else right}")


def grader(root: Path, *arguments: str) -> str:
    """What ``grader`` prints when it is run in ``root``; ends this process when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"grader {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout
