"""A course of one exercise, ``double``, with its known answers, for the tools of this folder."""

from pathlib import Path

import pytest

SPEC = '''"""double(x) is twice x."""

import torch
from hypothesis import strategies as st

from grader.expect import close, equal
from grader.spec import Exercise

exercise = Exercise("double", functions=("double",), summary="Double.")


@exercise.check(points=1, hint="Twice.", also=[{"x": 3}], x=st.integers(0, 9), examples=5)
def doubles(double, x):
    """gives twice its argument"""
    equal(double(x), 2 * x)


@exercise.check(points=3, hint="Negative too.", x=[-1, -2])
def doubles_below_zero(double, x):
    """doubles negative numbers"""
    equal(double(x), 2 * x)


@exercise.check(points=1, hint="Tensors too.")
def doubles_tensors(double):
    """doubles tensors"""
    close(double(torch.ones(2)), 2 * torch.ones(2))
'''
SOLUTION = "def double(x):\n    two = 2 + 0\n    return two * x\n"
WRONG = {
    "the_square": "# x * x | doubles, doubles_below_zero\ndef double(x):\n    return x * x\n",
    "never_below_zero": "# clamps | doubles_below_zero\ndef double(x):\n"
    "    return max(2 * x, 0) if isinstance(x, int) else 2 * x\n",
    "not_seven": "# seven is left out | doubles\ndef double(x):\n"
    "    return 2 * x if not isinstance(x, int) or x != 7 else 0\n",
}
RIGHT = {
    "adds": "# adds\ndef double(x):\n    return x + x\n",
    "nearly": "# rounds twice\ndef double(x):\n"
    "    return 2 * x if isinstance(x, int) else x * (2 + 2e-6)\n",
}


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the course."""
    root = tmp_path_factory.mktemp("small_course")
    write(root / "exercises/01_one/double_test.py", SPEC)
    write(root / "exercises/01_one/double.py", "def double(x):\n    raise NotImplementedError\n")
    write(root / "solutions/01_one/double.py", SOLUTION)
    for kind, answers in (("wrong", WRONG), ("right", RIGHT)):
        for name, text in answers.items():
            write(root / "tests" / kind / "01_one/double" / f"{name}.py", text)
    return root


def write(file: Path, text: str) -> None:
    """Write ``text``, making the folders that it takes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
