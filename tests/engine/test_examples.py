"""Examples: the same seed draws the same ones, in any process; a failing one is made small."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from hypothesis import strategies as st

from grader import examples
from grader.examples import THOROUGH, Effort, Example, check_seed, draw, shrink
from grader.inputs import dims, tensors
from grader.spec import make_check
from grader.words import value


def check(*, also=(), examples=12, smaller=None, **givens):
    return make_check(
        print, functions=("f",), points=1, name="c", doc="d", takes=("f",),
        givens=givens, also=tuple(also), examples=examples, smaller=smaller or {},
    )  # fmt: skip


USUAL = {
    "dtype": [torch.float32, torch.float64],
    "x": lambda dtype: tensors(min_dims=1, dtype=dtype),
    "dim": lambda x: dims(x),
    "n": st.integers(0, 10**6),
    "s": st.floats(-100, 100),
    "b": st.binary(max_size=10),
}


def drawn_of(check, seed):
    examples, _ = draw(check, seed)
    return examples


def shown(drawn):
    return [{name: value(given) for name, given in example.values.items()} for example in drawn]


def test_the_same_seed_draws_the_same_examples():
    one, again = drawn_of(check(**USUAL), "s"), drawn_of(check(**USUAL), "s")
    assert shown(one) == shown(again)


def test_another_seed_draws_others():
    assert shown(drawn_of(check(**USUAL), "s")) != shown(drawn_of(check(**USUAL), "t"))


IN_ANOTHER_PROCESS = """
import importlib.util, sys
sys.path.insert(0, {root!r})
if {more!r}:
    spec = importlib.util.spec_from_file_location("more", {more!r})
    module = importlib.util.module_from_spec(spec)
    sys.modules["more"] = module
    spec.loader.exec_module(module)
from hypothesis import given, strategies as st
from grader.examples import draw
from grader.spec import make_check
if {more!r}:
    given(st.integers(0, 10**6))(lambda n: None)()
check = make_check(
    lambda **values: None, functions=("f",), points=1, name="c", doc="d", takes=("f",),
    givens=dict(n=st.integers(0, 10**6), s=st.floats(-100, 100), b=st.binary(max_size=10)),
    examples=100,
)
print(*(sorted(example.values.items()) for example in draw(check, "seed")[0]), sep="\\n")
"""


def test_other_modules_that_happen_to_be_loaded_change_nothing(tmp_path):
    """Hypothesis draws constants of the modules that it finds; a resumed run may load others."""
    more = tmp_path / "more.py"
    more.write_text("A = [123457, 87.125, b'from here', 4242, 31337, 99.5]\n" * 20)
    root = str(Path(examples.__file__).parent.parent)
    outputs = []
    for name in ("", str(more)):
        code = IN_ANOTHER_PROCESS.format(root=root, more=name)
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        outputs.append(done.stdout)
    assert len(outputs[0].splitlines()) == 100
    assert outputs[0] == outputs[1]


def test_seeds_of_checks_differ():
    seeds = {
        check_seed("s", "a", "c"), check_seed("t", "a", "c"), check_seed("s", "b", "c"),
        check_seed("s", "a", "d"),
    }  # fmt: skip
    assert len(seeds) == 4
    assert check_seed("s", "a", "c") == check_seed("s", "a", "c")


def test_a_check_without_givens_has_one_example():
    assert [example.values for example in drawn_of(check(), "s")] == [{}]


def test_lists_are_covered_in_all_combinations():
    drawn = drawn_of(check(a=[1, 2, 3], b=["x", "y"], n=st.integers(0, 10**6)), "s")
    pairs = [(example.values["a"], example.values["b"]) for example in drawn]
    assert len(pairs) == 12
    assert {pairs.count(pair) for pair in pairs} == {2}
    assert len(set(pairs)) == 6
    assert [dict(example.listed) for example in drawn] == [{"a": a, "b": b} for a, b in pairs]
    assert len({example.values["n"] for example in drawn}) > 6


def test_more_combinations_than_examples_are_all_covered():
    drawn = drawn_of(check(a=list(range(5)), b=list(range(4)), examples=3), "s")
    assert len({(example.values["a"], example.values["b"]) for example in drawn}) == 20


def test_a_list_alone_is_gone_through_once_and_in_order():
    assert [example.values["a"] for example in drawn_of(check(a=[3, 1, 2]), "s")] == [3, 1, 2]


def test_values_of_lists_may_be_anything():
    drawn = drawn_of(check(a=[torch.ones(2), torch.zeros(2)], n=st.integers()), "s")
    assert len(drawn) == 12


def test_a_given_may_depend_on_those_before_it():
    dependent = check(a=[2, 3], x=lambda a: st.just(a * 10), y=lambda x, a: st.just(x + a))
    drawn = drawn_of(dependent, "s")
    assert {(e.values["x"], e.values["y"]) for e in drawn} == {(20, 22), (30, 33)}


def test_examples_by_hand_come_first_and_as_they_are():
    drawn = drawn_of(check(also=[{"n": -5}], n=st.integers(0, 9), examples=4), "s")
    assert drawn[0] == Example({"n": -5})
    assert len(drawn) == 5


def test_the_number_of_examples_is_the_checks():
    for count in (1, 7, 40):
        assert len(drawn_of(check(n=st.integers(), examples=count), "s")) == count


def test_a_single_example_depends_on_the_seed():
    few = [shown(drawn_of(check(examples=1, **USUAL), str(seed))) for seed in range(5)]
    assert len({str(drawn) for drawn in few}) == 5


def test_where_there_is_only_the_simplest_it_is_drawn():
    assert shown(drawn_of(check(n=st.just(7), examples=3), "s")) == [{"n": "7"}]


def test_the_simplest_of_each_combination_is_known():
    for count in (2, 12):
        listed = check(a=[1, 2], n=st.integers(3, 10**6), x=tensors(), examples=count)
        _, simplest = draw(listed, "s")
        assert shown(simplest.values()) == [
            {"a": str(a), "n": "3", "x": "tensor(0.)"} for a in (1, 2)
        ]
        assert [example.combination for example in simplest.values()] == [0, 1] == [*simplest]


def test_the_simplest_is_not_known_where_there_may_be_something_smaller():
    assert draw(check(n=st.integers(5), smaller={"n": st.integers()}), "s")[1] == {}
    assert draw(check(), "s")[1] == {}


def test_no_example_is_drawn_that_the_strategy_cannot_give():
    with pytest.raises(Exception, match="Unable to satisfy"):
        drawn_of(check(n=st.integers().filter(lambda n: n != n)), "s")


# Shrinking.


def searched(fails, seconds=5.0, failing=None, **givens):
    """What ``fails`` saw fail, in order."""
    seen = []

    def attempt(example):
        if fails(example.values):
            seen.append(example)
            return True
        return False

    c = check(**givens)
    failing = failing or next(e for e in drawn_of(c, "s") if fails(e.values))
    shrink(c, failing, "s", attempt, seconds)
    return seen


def test_a_failing_example_is_made_small():
    seen = searched(lambda v: v["n"] > 1000, n=st.integers(0, 10**6))
    assert seen[-1].values["n"] == 1001


def test_a_failing_tensor_is_made_small():
    seen = searched(lambda v: v["x"].dim() >= 2 and bool((v["x"] > 1).any()), x=tensors(min_dims=1))
    assert value(seen[-1].values["x"]) in {"tensor([[2.]])", "tensor([[1.1]])"}


def test_listed_values_stay_as_they_were():
    seen = searched(
        lambda v: v["dtype"] is torch.float64 and v["n"] > 10, n=st.integers(0, 10**6),
        dtype=[torch.float32, torch.float64],
    )  # fmt: skip
    assert {example.values["dtype"] for example in seen} == {torch.float64}
    assert seen[-1].values["n"] == 11


def test_an_example_by_hand_is_searched_around():
    by_hand = Example({"n": 500_000, "a": 1})
    seen = searched(lambda v: v["n"] > 7, failing=by_hand, a=[1, 2], n=st.integers(0, 10**6))
    assert seen[-1].values == {"a": 1, "n": 8}


def test_what_is_smaller_is_searched_first_and_alone_where_it_fails():
    large = {"n": st.integers(1000, 2000), "smaller": {"n": st.integers(0, 9)}}
    seen = searched(lambda v: v["n"] > 4, **large)
    assert max(example.values["n"] for example in seen) < 10
    assert seen[-1].values["n"] == 5


def test_where_nothing_smaller_fails_the_givens_are_searched():
    large = {"n": st.integers(1000, 2000), "smaller": {"n": st.integers(0, 9)}}
    assert searched(lambda v: v["n"] > 1004, **large)[-1].values["n"] == 1005


def test_smaller_givens_are_not_drawn_for_a_verdict():
    drawn = drawn_of(check(n=st.integers(1000, 2000), smaller={"n": st.integers(0, 9)}), "s")
    assert min(example.values["n"] for example in drawn) >= 1000


def test_lists_alone_are_not_searched():
    assert searched(bool, a=[1, 2]) == []


def test_the_search_ends_when_its_time_is_up():
    def slow(values):
        time.sleep(0.05)
        return values["n"] > 1000

    started = time.monotonic()
    searched(slow, seconds=0.5, failing=Example({"n": 10**6}), n=st.integers(0, 10**6))
    assert 0.4 < time.monotonic() - started < 1.5


def test_no_time_is_no_search():
    assert searched(bool, seconds=0.0, failing=Example({"n": 1}), n=st.integers()) == []


def test_an_error_of_ours_while_searching_keeps_what_was_found():
    seen = []

    def fails(example):
        if seen:
            raise ZeroDivisionError
        seen.append(example)
        return True

    c = check(n=st.integers(0, 10**6))
    shrink(c, Example({"n": 10**6}), "s", fails, 2.0)
    assert len(seen) == 1


def test_only_a_search_that_came_to_its_end_was_in_vain():
    c = check(n=st.integers(0, 10**6))
    failing = Example({"n": 10**6})
    first, second = [], []
    assert shrink(c, failing, "s", lambda example: bool(first.append(example)), 5.0)
    assert shrink(c, failing, "s", lambda example: bool(second.append(example)), 5.0)
    assert len(first) == THOROUGH.first
    assert first == second  # what every search begins with
    assert not shrink(c, failing, "s", lambda example: example.values["n"] > 7, 5.0)
    assert not shrink(c, failing, "s", lambda _: False, 0.0)
    assert not shrink(c, failing, "s", lambda _: 1 / 0, 5.0)


def test_a_search_goes_as_far_as_is_asked():
    c = check(n=st.integers(0, 10**6))
    failing = Example({"n": 10**6})
    for effort in (Effort(first=5), Effort(first=17)):
        looked_at = []
        assert shrink(c, failing, "s", lambda e, seen=looked_at: bool(seen.append(e)), 5.0, effort)
        assert len(looked_at) == effort.first

    def draws(further):
        """So many until it ends, of a search in which only what is large fails."""
        seen = []

        def fails(example):
            seen.append(example.values["n"])
            return seen[-1] > 1000

        shrink(c, failing, "s", fails, 5.0, Effort(further=further))
        return len(seen)

    assert draws(1) < draws(100)


def test_a_key_press_ends_the_search():
    def fails(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shrink(check(n=st.integers()), Example({"n": 1}), "s", fails, 2.0)
