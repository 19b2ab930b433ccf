"""Code that never ends, or ends its process late, costs the time limit only a few times."""

from __future__ import annotations

import math

import pytest
import torch

from grader import judge, words
from grader.expect import equal
from grader.results import Status
from grader.spec import Exercise
from grader.subject import Sources

SECONDS = 1.0
CHECKS = judge.TIME_OUTS + 2


def exercise():
    made = Exercise("stub", functions=("double",), summary="Doubles.")
    for number in range(CHECKS):

        def body(double):
            """gives twice its argument"""
            equal(double(torch.ones(2)), torch.full((2,), 2.0))

        body.__name__, body.__doc__ = f"check{number}", f"gives twice its argument, {number}"
        made.check(points=1, hint="2 * x")(body)
    return made


def graded(remote, text, **budget):
    subject = remote(text)
    plan = judge.plan(exercise(), "chapter/stub", "seed")
    limits = judge.Budget(seconds=SECONDS, shrink=0.0, **budget)
    trial = judge.Trial(plan, subject, Sources({"stub.py": text}), limits)
    try:
        return trial.exercise().checks
    finally:
        trial.close()


def test_answers_that_take_long_to_go_through_end_their_check(remote, monkeypatch):
    def laborious(_):
        while True:
            pass

    text = "def double(x):\n    return x\n"
    graded(remote, text)  # what is imported late is imported now, and never half
    monkeypatch.setattr(judge, "JUDGING", 0.2)
    monkeypatch.setattr(words, "value", laborious)
    first, *others = graded(remote, text)
    assert first.status is Status.TIMED_OUT
    assert "going through what it returned took too long" in first.failure.message
    assert {check.status for check in others} == {Status.TIMED_OUT}


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("while True: pass", Status.TIMED_OUT),
        ("os._exit(1)", Status.CRASHED),
        ("print('x' * 10_000_000)", Status.OUTPUT_LIMIT),
    ],
)
def test_after_two_checks_that_took_long_the_others_get_less_time(remote, end, status):
    text = f"import os, time\n\ndef double(x):\n    time.sleep(0.6)\n    {end}\n"
    checks = graded(remote, text)
    assert [check.status for check in checks[: judge.TIME_OUTS]] == [status] * judge.TIME_OUTS
    for check in checks[judge.TIME_OUTS :]:
        assert check.status is Status.TIMED_OUT
        assert "gets less time" in check.failure.message


def test_a_crash_at_once_takes_no_time_from_the_others(remote):
    checks = graded(remote, "import os\n\ndef double(x):\n    os._exit(1)\n")
    assert [check.status for check in checks] == [Status.CRASHED] * CHECKS


def test_no_check_begins_after_the_time_for_all(remote):
    right = "def double(x):\n    return 2 * x\n"
    assert graded(remote, right, until=math.inf)[0].status is Status.PASSED
    with pytest.raises(judge.LateError):
        graded(remote, right, until=0.0)
