"""A failure that comes of the calls before it says so: pasted alone, the call answers otherwise."""

from __future__ import annotations

import pytest
import torch
from hypothesis import strategies as st

from grader import judge
from grader.expect import close
from grader.results import Status
from grader.spec import Exercise
from grader.subject import Local, Sources

ALONE = "this one gives another result"
KEEPS = "kept = []\ndef f(x):\n    kept.append(x.sum())\n    return x + kept[0] - {}\n"
FRESH = {
    "a global list": KEEPS.format("x.sum()"),
    "a default argument": (
        "def f(x, kept={}):\n    return kept.setdefault(tuple(x.shape), 2 * x) - x\n"
    ),
    "an error": (
        "seen = []\ndef f(x):\n    seen.append(x)\n    assert len(seen) < 3\n    return x + 0\n"
    ),
}
WRONG = {
    "at once": "def f(x):\n    return x + 1\n",
    "at once, and worse later": KEEPS.format("2 * x.sum() - 1"),
    "with gaps in memory": "import torch\ndef f(x):\n    return torch.empty(4)[::2].copy_(x + 1)\n",
    "an error that says where it is": "def f(x):\n    raise KeyError(object())\n",
    "an object that says where it is": "class C: pass\ndef f(x):\n    return C()\n",
    "an error at once": "def f(x):\n    return x.nothing\n",
}


def explained(text: str, times: int = 1) -> judge.CheckResult:
    exercise = Exercise("same", functions=("f",), summary="Gives back what it is given.")

    @exercise.check(points=1, n=st.integers(1, 1000), examples=4, hint="Return x.")
    def gives_it_back(f, n):
        """gives back what it is given"""
        for time in range(1, times + 1):
            close(f(torch.full((2,), float(time * n))), torch.full((2,), float(time * n)))

    files = Sources({"same.py": text})
    plan = judge.plan(exercise, "00_test/same", "seed")
    (check,) = judge.Trial(plan, Local(files), files, judge.Budget(shrink=1.0)).exercise().checks
    assert check.status in {Status.FAILED, Status.ERRORED}
    return check


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("name", FRESH)
def test_what_is_kept_from_an_earlier_call_is_named(name: str, times: int) -> None:
    assert ALONE in explained(FRESH[name], times).failure.message


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_by_itself_is_not_put_down_to_earlier_calls(name: str) -> None:
    assert ALONE not in explained(WRONG[name]).failure.message
