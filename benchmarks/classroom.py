"""The core exercises and a class that hands them in as students do, for the other benchmarks."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAPSTONES = "10_capstones"
TRAINING = "07_training/training*.py"
RIGHT, WRONG = 0.6, 0.25
"""The shares of a mixed class's files that are right and wrong; the others are untouched stubs."""


def course(folder: Path, *, training: bool = True) -> Path:
    """A copy of the course in ``folder``, without capstones: what trains costs what it costs.

    The exercise on training goes too, unless it is asked for.
    """
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.rmtree(folder / "exercises" / CAPSTONES)
    if not training:
        for path in (folder / "exercises").glob(TRAINING):
            path.unlink()
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def solved(folder: Path, count: int) -> Path:
    """The solutions, ``count`` times."""
    for number in range(count):
        shutil.copytree(ROOT / "solutions", folder / f"student{number:04}")
    return folder


def wrong(folder: Path, count: int) -> Path:
    """A class of ``count`` in which every file is one of the known wrong answers."""
    return _class(folder, count, right=0.0, wrong=1.0)


def mixed(folder: Path, count: int) -> Path:
    """A class of ``count``: each file is one of the known answers, right or wrong, or a stub.

    No two files are the same, byte for byte: each names its student.
    """
    return _class(folder, count, RIGHT, WRONG)


def _class(folder: Path, count: int, right: float, wrong: float) -> Path:
    chance = random.Random(0)  # noqa: S311 - the same class every time
    for number in range(count):
        for stub in stubs():
            path = stub.relative_to(ROOT / "exercises")
            target = folder / f"student{number:04}" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            text = _answer(stub, path, chance, right, wrong).read_text()
            target.write_text(f"{text}\n# student {number}\n")
    return folder


def stubs() -> Iterator[Path]:
    """The files that students complete."""
    for solution in sorted((ROOT / "solutions").glob("*/*.py")):
        yield ROOT / "exercises" / solution.relative_to(ROOT / "solutions")


def _answer(stub: Path, path: Path, chance: random.Random, right: float, wrong: float) -> Path:
    draw = chance.random()
    if draw >= right + wrong:
        return stub
    kind = "right" if draw < right else "wrong"
    return chance.choice(sorted((ROOT / "tests" / kind / path.with_suffix("")).glob("*.py")))


def spent(command: list[str], folder: Path) -> tuple[float, float]:
    """CPU seconds, of all processes, and wall seconds of ``command``; graded or not passed.

    Python keeps what it compiles, as it does unless it is told otherwise.
    """
    env = {name: it for name, it in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=env)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall
