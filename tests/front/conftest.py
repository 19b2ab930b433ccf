"""Courses on disk, and commands run in them as a student or an instructor would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
HEAVY = shutil.ignore_patterns("__pycache__")

CHAPTER = "01_tiny"

Command = Callable[..., subprocess.CompletedProcess[str]]

TINY_STUB = '''"""tiny: twice as much."""


def double(x):
    raise NotImplementedError("double")


def half(x):
    raise NotImplementedError("half")
'''

TINY_SOLUTION = '''"""tiny, solved."""


def double(x):
    return 2 * x


def half(x):
    return x / 2
'''

TINY_SPEC = '''"""double(x) = 2 x, half(x) = x / 2"""

import torch

from grader.expect import close
from grader.inputs import tensors
from grader.spec import GPU, SLOW, Exercise

exercise = Exercise("tiny", functions=("double", "half"), summary="Twice as much, and half of it.")


@exercise.check(points=1, hint="2 * x", seconds=1)
def one_becomes_two(double):
    """turns 1 into 2"""
    close(double(torch.tensor([1.0])), torch.tensor([2.0]))


@exercise.check(points=2, hint="2 * x, whatever the shape.", x=tensors(), seconds=1)
def doubles_every_element(double, x):
    """doubles every element, whatever the shape"""
    close(double(x), 2 * x.double(), dtype=x.dtype)


@exercise.check(points=1, hint="x / 2", seconds=1)
def two_becomes_one(half):
    """turns 2 into 1"""
    close(half(torch.tensor([2.0])), torch.tensor([1.0]))


@exercise.check(points=4, marks=[GPU])
def doubles_on_a_gpu(double):
    """doubles on a GPU"""
    close(double(torch.tensor([1.0], device="cuda")), torch.tensor([2.0], device="cuda"))


@exercise.check(points=8, marks=[SLOW])
def takes_its_time(half):
    """halves slowly"""
    close(half(torch.tensor([2.0])), torch.tensor([1.0]))
'''


def clean_environment(home: Path) -> dict[str, str]:
    """This process's, without what would change what a command prints, or where it finds data."""
    dropped = ("PYTEST", "PY_COLORS", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TORCHKATA")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {
        **kept,
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "TERM": "xterm",
        "COLUMNS": "100",
        "TORCHKATA_OFFLINE": "1",
        "XDG_CACHE_HOME": str(home / "cache"),
    }


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path)


@pytest.fixture
def command(environment: dict[str, str]) -> Command:
    """Runs ``python -m ...`` somewhere; keyword arguments are environment variables."""

    def run(
        *args: str, cwd: Path, seconds: float = 240, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *args], cwd=cwd, env={**environment, **variables},
            capture_output=True, text=True, encoding="utf-8", timeout=seconds, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    environment = clean_environment(tmp_path_factory.mktemp("home"))
    script = Path(__file__).with_name("launcher.py")
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield process
        process.stdin.close()


@pytest.fixture
def quick(launcher: subprocess.Popen[str], environment: dict[str, str], tmp_path: Path) -> Command:
    """As ``command``, in a process that finds torch imported already; see ``launcher``."""

    def run(
        *args: str, cwd: Path, seconds: float = 240, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        out, err = tmp_path / "stdout", tmp_path / "stderr"
        for file in (out, err):
            file.write_text("")
        order = {
            "module": args[0], "args": args[1:], "cwd": str(cwd), "seconds": seconds,
            "environment": {**environment, **variables}, "out": str(out), "err": str(err),
        }  # fmt: skip
        print(json.dumps(order), file=launcher.stdin, flush=True)
        code = int(launcher.stdout.readline())
        return subprocess.CompletedProcess(args, code, *(f.read_text("utf-8") for f in (out, err)))

    return run


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course itself, as a student has it: exercises, solutions and the configuration."""
    root = tmp_path / "course"
    for folder in ("exercises", "solutions"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=HEAVY)
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    return root


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A course of one small exercise, 01_tiny/tiny."""
    return make_tiny(tmp_path / "tiny")


def make_tiny(root: Path) -> Path:
    chapter = root / "exercises" / CHAPTER
    put_text(chapter / "tiny.py", TINY_STUB)
    put_text(chapter / "tiny_test.py", TINY_SPEC)
    put_text(root / "solutions" / CHAPTER / "tiny.py", TINY_SOLUTION)
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(REPOSITORY / "exercises" / name, root / "exercises")
    return root


@pytest.fixture
def put() -> Callable[[Path, str], Path]:
    """Writes a file, with its folders, from an indented text."""
    return put_text


def put_text(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return file
