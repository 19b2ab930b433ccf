"""A run judges the same answers once, and never takes one answer for another."""

import contextlib
from collections import Counter

import pytest
from hypothesis import strategies as st

from grader import counterexamples, judge, lanes
from grader.examples import Effort, Example
from grader.expect import equal
from grader.results import Status
from grader.sandbox import verbs
from grader.spec import Exercise
from grader.subject import Local, Request, Sealed, Sources

RIGHT = "def double(x):\n    return 2 * x\n"
ROUTE = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return 2 * x if x < 50 else x\n"
ALIKE = "def double(x):\n    return x + x if x < 50 else x\n"
LATER = "def double(x):\n    return 2 * x if x < 70 else x\n"


@pytest.fixture
def doubling():
    """An exercise whose check counts how often it runs, and that count, by given."""
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")
    runs = Counter()

    @exercise.check(points=1, hint="2 * x", x=st.integers(0, 99), examples=20)
    def is_twice(double, x):
        """gives twice its argument, of either sign"""
        runs[x] += 1
        equal(double(x), 2 * x)
        equal(double(-x), -2 * x)

    return exercise, runs


def graded(plan, make, text, shrink=0.0, enough=1):
    subject = make(text)
    sources = Sources({"stub.py": text})
    budget = judge.Budget(shrink=shrink, effort=Effort(enough=enough))
    result = judge.Trial(plan, subject, sources, budget).exercise()
    subject.close()
    return result.checks[0]


def test_the_same_answers_are_judged_once(doubling, local, remote):
    exercise, runs = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    for text, make in [(RIGHT, local), (ROUTE, local), (RIGHT, remote)]:
        assert graded(plan, make, text).status is Status.PASSED
        assert set(runs.values()) == {1}


def test_other_answers_are_judged_anew(doubling, local):
    exercise, runs = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    statuses = [graded(plan, local, text).status for text in (RIGHT, WRONG, RIGHT, WRONG, ROUTE)]
    assert statuses == [
        Status.PASSED, Status.FAILED, Status.PASSED, Status.FAILED, Status.PASSED
    ]  # fmt: skip
    assert max(runs.values()) == 2


def test_what_is_remembered_is_what_a_fresh_judge_finds(doubling, local):
    exercise, _ = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    for text in (WRONG, RIGHT, LATER, ALIKE, WRONG, LATER):
        fresh = graded(judge.plan(exercise, "chapter/stub", "seed"), local, text)
        known = graded(plan, local, text)
        assert (known.status, known.failure) == (fresh.status, fresh.failure)


def test_the_same_failure_is_searched_once(doubling, local, monkeypatch):
    exercise, _ = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    searches = []
    shrink = judge.examples.shrink
    monkeypatch.setattr(judge.examples, "shrink", lambda *a: searches.append(a) or shrink(*a))
    calls = [graded(plan, local, text, shrink=2.0).failure.call for text in (WRONG, WRONG, ALIKE)]
    assert calls == ["double(50)"] * 3
    assert len(searches) == 1


def test_a_counterexample_of_another_file_is_tried_before_it_is_shown(doubling, local):
    """The same answers to the drawn examples, another mistake behind them."""
    exercise, _ = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    drawn = sorted(example.values["x"] for example in plan.drawn["is_twice"])
    bad = next(x for x in drawn if x >= 50)
    good = max((x for x in drawn if x < bad), default=0)
    text = "def double(x):\n    return 2 * x if x <= {} else x\n"
    assert graded(plan, local, text.format(good), shrink=2.0).failure.call == f"double({good + 1})"
    again = graded(plan, local, text.format(bad - 1), shrink=2.0)
    assert again.failure.call == f"double({bad})"


def test_a_short_counterexample_of_another_saves_the_search(doubling, local, monkeypatch):
    exercise, _ = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    text = "def double(x):\n    return 2 * x if x < {} else x\n"
    assert graded(plan, local, text.format(50), shrink=2.0).failure.call == "double(50)"
    monkeypatch.setattr(judge.examples, "shrink", None)
    assert graded(plan, local, text.format(30), shrink=2.0).failure.call == "double(50)"


def test_a_search_in_vain_is_not_made_again(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")
    *large, last = [10**9, 2 * 10**9, 3 * 10**9, 4 * 10**9]
    by_hand = [{"x": x} for x in [*large, last]]

    @exercise.check(points=1, hint="2 * x", also=by_hand, x=st.integers(0, 999))
    def is_twice(double, x):
        """gives twice its argument"""
        equal(double(x), 2 * x)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    searches = []
    shrink = judge.examples.shrink
    monkeypatch.setattr(judge.examples, "shrink", lambda *a: searches.append(a) or shrink(*a))

    def shown(*wrong):
        text = f"def double(x):\n    return 0 if x in {wrong} else 2 * x\n"
        return graded(plan, local, text, shrink=5.0).failure.call

    assert [shown(x) for x in large] == [f"double({x})" for x in large]
    assert len(searches) == 1
    looked_at = [kept.example.values["x"] for kept in plan.memories["is_twice"].in_vain[0]]
    assert shown(last, looked_at[1]) == f"double({looked_at[1]})"
    assert len(searches) == 2


def test_what_was_in_vain_is_tried_within_the_budget(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")
    by_hand = [{"x": 10**9}, {"x": 2 * 10**9}]

    @exercise.check(points=1, hint="2 * x", also=by_hand, x=st.integers(0, 999), examples=1)
    def is_twice(double, x):
        """gives twice its argument"""
        equal(double(x), 2 * x)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    text = "import time\ndef double(x):\n    time.sleep({})\n    return 0 if x == {} else 2 * x\n"
    graded(plan, local, text.format(0, 10**9), shrink=5.0)
    assert len(plan.memories["is_twice"].in_vain[0]) > 2 * counterexamples.TRIED
    asked = []
    ask = Local.ask
    monkeypatch.setattr(Local, "ask", lambda *a: asked.append(len(a[1])) or ask(*a))
    drawn = len(plan.drawn["is_twice"])
    graded(plan, local, text.format(0.02, 2 * 10**9), shrink=0.05)
    tried = sum(asked) - drawn
    assert tried <= 2 * counterexamples.TRIED + 2


def test_a_counterexample_of_another_is_asked_without_the_check_being_run(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")
    ran = []

    @exercise.check(points=1, hint="2 * x", x=st.integers(1000, 10**6), examples=2)
    def is_twice(double, x):
        """gives twice its argument"""
        ran.append(x)
        equal(double(x), 2 * x)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    for more in (1, 2):  # the second remembers what the first was tried on
        text = f"def double(x):\n    return 2 * x + {more}\n"
        assert graded(plan, local, text, shrink=2.0).failure.call == "double(1000)"
    monkeypatch.setattr(judge.examples, "shrink", None)
    before = len(ran)
    assert graded(plan, local, text, shrink=2.0).failure.call == "double(1000)"
    assert len(ran) == before


def test_where_the_simplest_example_fails_nothing_is_searched(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")
    givens = {"minus": [False, True], "x": st.integers(0, 10**6)}

    @exercise.check(points=1, hint="2 * x", examples=4, **givens)
    def is_twice(double, minus, x):
        """gives twice its argument"""
        equal(double(-x if minus else x), -2 * x if minus else 2 * x)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    assert min(example.values["x"] for example in plan.drawn["is_twice"]) > 0
    monkeypatch.setattr(judge.examples, "shrink", None)
    always = "def double(x):\n    return 2 * x + 1\n"
    assert graded(plan, local, always, shrink=2.0).failure.call == "double(0)"


def test_the_simplest_example_goes_before_counterexamples_of_others(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")

    @exercise.check(points=1, hint="2 * x", x=st.integers(0, 10**6), examples=2)
    def is_twice(double, x):
        """gives twice its argument"""
        equal(double(x), 2 * x)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    assert min(example.values["x"] for example in plan.drawn["is_twice"]) >= 1000
    text = "def double(x):\n    return 2 * x if x < 1000 else x\n"
    assert graded(plan, local, text, shrink=2.0).failure.call == "double(1000)"
    monkeypatch.setattr(judge.examples, "shrink", None)
    always = "def double(x):\n    return 2 * x + 1\n"
    assert graded(plan, local, always, shrink=2.0).failure.call == "double(0)"


def test_a_long_counterexample_of_another_saves_no_search(local):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")

    @exercise.check(points=1, hint="2 * x", numbers=st.lists(st.integers(0, 9), max_size=99))
    def is_twice(double, numbers):
        """gives a list twice"""
        equal(double(numbers), 2 * numbers)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    plan.memories["is_twice"].smallest[b"others"] = lanes.Kept(Example({"numbers": [0] * 60}))
    plan.memories["is_twice"].simplest[0] = lanes.Kept(Example({"numbers": []}))
    text = "def double(x):\n    return 2 * x if len(x) < 2 else x\n"
    assert graded(plan, local, text, shrink=5.0).failure.call == "double([0, 0])"


def test_a_call_that_is_short_enough_is_not_made_shorter(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")

    @exercise.check(points=1, hint="2 * x", numbers=st.lists(st.integers(0, 9), min_size=1))
    def is_twice(double, numbers):
        """gives a list twice"""
        equal(double(numbers), 2 * numbers)

    looked_at, shrink = [], judge.examples.shrink
    monkeypatch.setattr(
        judge.examples,
        "shrink",
        lambda *a: shrink(*a[:3], lambda x: looked_at.append(x) or a[3](x), *a[4:]),
    )

    def shown(enough):
        looked_at.clear()
        plan = judge.plan(exercise, "chapter/stub", "seed")
        text = "def double(x):\n    return 2 * x if len(x) < 4 else x\n"
        return graded(plan, local, text, shrink=5.0, enough=enough).failure.call, len(looked_at)

    simplest = len("double([0])")
    drawn, first = shown(9)
    short, some = shown(2)
    shortest, most = shown(1)
    assert shortest == "double([0, 0, 0, 0])"
    assert len(shortest) <= len(short) <= 2 * simplest < len(drawn) <= 9 * simplest
    assert first == 0
    assert 0 < some < most


def test_a_lost_answer_is_not_remembered(doubling, remote):
    exercise, _ = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    crash = "import os\ndef double(x):\n    os._exit(1)\n"
    assert graded(plan, remote, crash).status is Status.CRASHED
    assert graded(plan, remote, RIGHT).status is Status.PASSED
    assert graded(plan, remote, crash).status is Status.CRASHED


def test_memory_is_bounded():
    memory = {}
    for number in range(3 * lanes.KEPT):
        lanes.remember(memory, number.to_bytes(4, "big"), number)
    assert list(memory.values()) == list(range(2 * lanes.KEPT, 3 * lanes.KEPT))


def test_a_request_is_encoded_once_unless_it_is_large(monkeypatch):
    encoded = []
    encode = verbs.wire.encode
    monkeypatch.setattr("grader.subject.wire.encode", lambda v: encoded.append(v) or encode(v))
    small, large = Request(verb="call", args=[1]), Request(verb="call", args=[b"x" * 2**21])
    assert small.message is small.message
    assert large.message == large.message
    assert len(encoded) == 3


@pytest.mark.parametrize("junk", [b"", b"\xc1", b"\x92\x90\xc4\x01\x01", b"\x00" * 100])
def test_a_seal_with_junk_in_it_is_a_bad_answer(junk):
    assert Sealed(junk).open().lost is Status.BAD_ANSWER


def test_shrinking_begins_where_the_most_points_are_lost(local, monkeypatch):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")
    for points, name in [(1, "one"), (3, "three"), (2, "two")]:

        def body(double, x):
            """gives twice its argument"""
            equal(double(x), 2 * x)

        body.__name__, body.__doc__ = name, f"gives twice its argument, for {points}"
        exercise.check(points=points, hint="2 * x", x=st.integers(0, 10**9), examples=2)(body)
    order = []

    def shrink(check, failing, seed, fails, seconds, effort):
        order.append((check.name, seconds))

    monkeypatch.setattr(judge.examples, "shrink", shrink)
    wrong = "def double(x):\n    return -x\n"  # right for 0: the simplest example ends no search
    plan = judge.plan(exercise, "chapter/stub", "seed")
    trial = judge.Trial(plan, local(wrong), Sources({"stub.py": wrong}), judge.Budget(shrink=8.0))
    results = trial.exercise().checks
    assert [check.name for check in results] == ["one", "three", "two"]
    assert [name for name, _ in order] == ["three", "two", "one"]
    assert 4.0 >= order[0][1] > order[1][1] > order[2][1] > 3.0


def test_without_shrinking_the_shortest_failing_example_is_shown(local):
    exercise = Exercise("stub", functions=("double",), summary="Doubles.")

    @exercise.check(points=1, hint="2 * x", also=[{"x": 1000}, {"x": 1}, {"x": 10}],
                    x=st.integers(0, 0))  # fmt: skip
    def is_twice(double, x):
        """gives twice its argument"""
        equal(double(x), 2 * x)

    plan = judge.plan(exercise, "chapter/stub", "seed")
    result = graded(plan, local, "def double(x):\n    return x\n")
    assert result.failure.call == "double(1)"


def test_a_harness_that_cannot_be_compiled_is_no_fault_of_the_student(doubling, local):
    exercise, _ = doubling
    plan = judge.plan(exercise, "chapter/stub", "seed")
    text = "def double(x):\n    return 2 * x\n"
    files = Sources({"stub.py": text}, ("stub_harness.py", "def run(:\n"))
    with contextlib.closing(Local(files)) as subject:
        (check,) = judge.Trial(plan, subject, files, judge.Budget()).exercise().checks
    assert check.status is Status.BROKEN
    assert "SyntaxError" in check.failure.message
    assert "stub_harness.py" in check.failure.message
