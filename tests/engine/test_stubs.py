"""What is still a stub costs one call a check, and nothing is taken for one that is not."""

import pytest
from hypothesis import strategies as st

from grader import judge
from grader.expect import equal
from grader.results import Status
from grader.spec import Exercise
from grader.subject import Sources

STUB = "def double(x):\n    raise NotImplementedError\n\n\ndef half(x):\n    return x // 2\n"
BEGUN = STUB.replace("    raise", "    if x > 5:\n        return 2 * x\n    raise")
LATER = STUB.replace("    raise", "    if x < 0:\n        return 2 * x\n    raise")


@pytest.fixture
def plan():
    exercise = Exercise("stub", functions=("double", "half"), summary="Doubles and halves.")

    @exercise.check(points=1, hint="2 * x", x=st.integers(0, 99), examples=20)
    def is_twice(double, x):
        """gives twice its argument"""
        equal(double(x), 2 * x)

    @exercise.check(points=1, hint="2 * x", x=st.integers(-99, -1), examples=20)
    def is_twice_a_negative_number(double, x):
        """gives twice a negative number"""
        equal(double(x), 2 * x)

    @exercise.check(points=1, hint="x // 2", x=st.integers(0, 99), examples=20)
    def is_half(half, x):
        """gives half its argument"""
        equal(half(x), x // 2)

    return judge.plan(exercise, "chapter/stub", "seed")


def statuses_and_calls(plan, subject, text):
    asked = []
    ask = subject.ask
    subject.ask = lambda requests, seconds: asked.append(len(requests)) or ask(requests, seconds)
    trial = judge.Trial(plan, subject, Sources({"stub.py": text}), judge.Budget(shrink=0.0))
    checks = trial.exercise().checks
    return [check.status for check in checks], asked


@pytest.mark.parametrize("make", ["local", "remote"])
def test_a_stub_is_asked_once_by_every_later_check(plan, make, request):
    subject = request.getfixturevalue(make)(STUB)
    statuses, asked = statuses_and_calls(plan, subject, STUB)
    assert statuses == [Status.NOT_ATTEMPTED, Status.NOT_ATTEMPTED, Status.PASSED]
    counts = [len(plan.drawn[name]) for name in ("is_twice", "is_half")]
    assert asked == [counts[0], 1, counts[1]]


@pytest.mark.parametrize(("text", "later"), [(BEGUN, Status.NOT_ATTEMPTED), (LATER, Status.PASSED)])
def test_what_answers_sometimes_is_judged_as_ever(plan, local, text, later):
    statuses, _ = statuses_and_calls(plan, local(text), text)
    assert statuses == [Status.NOT_ATTEMPTED, later, Status.PASSED]
