"""What is remembered, what counts as equal, and what does not."""

import gc
import math
import weakref

import pytest
import torch

from grader import memo
from grader.memo import remembered


@pytest.fixture
def calls():
    """The arguments of each call that was computed."""
    return []


@pytest.fixture
def noted(calls):
    """A remembered function that notes its calls."""

    @remembered
    def function(*args, **kwargs):
        """says what it got"""
        calls.append((args, kwargs))
        return [args, kwargs]

    return function


X = torch.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    "value",
    [X, X.double(), X.long(), X > 2, X.to("meta"), torch.tensor(math.nan), torch.empty(0), 1, 2.5,
     math.nan, "mean", None, torch.float64, [X, 1], (2, (X,)), {"a": X, "b": [1.5]}],
    ids=str,
)  # fmt: skip
def test_equal_arguments_are_computed_once(noted, calls, value):
    def twin(value):
        if isinstance(value, list | tuple):
            return type(value)(map(twin, value))
        return value.clone() if isinstance(value, torch.Tensor) else value

    assert noted(value, option=value) is noted(twin(value), option=twin(value))
    assert len(calls) == 1


def test_strides_make_no_difference(noted, calls):
    assert noted(X.T) is noted(X.T.contiguous())
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [(X, X + 1), (X, X.double()), (X, X.T), (X, X.reshape(3, 2)), (X, X.to("meta")),
     (X.to("meta"), X.T.to("meta")), (torch.tensor(0.0), torch.tensor(-0.0)), (X[:0], X[:, :0]),
     (1, 1.0), (1, True), (0.0, -0.0), ([1], (1,)), ([X], [X + 1]), ({"a": 1}, {"b": 1}),
     ("1", 1), (None, 0), (torch.float32, torch.float64), (math.exp, math.log)],
    ids=str,
)  # fmt: skip
def test_different_arguments_are_told_apart(noted, calls, one, other):
    noted(one)
    noted(other)
    noted(option=one)
    noted(option=other)
    assert len(calls) == 4


def test_a_position_is_not_a_keyword_and_names_stay(noted, calls):
    noted(1, 2)
    noted((1, 2))
    noted(1, b=2)
    assert len(calls) == 3
    assert (noted.__name__, noted.__doc__) == ("function", "says what it got")


def test_a_changed_tensor_is_another_argument(noted, calls):
    x = X.clone()
    noted(x)
    x += 1.0
    noted(x)
    assert len(calls) == 2


def test_errors_are_not_remembered():
    tries = []

    @remembered
    def function(x):
        tries.append(x)
        if len(tries) == 1:
            raise ValueError("the first time")
        return x

    with pytest.raises(ValueError, match="first"):
        function(1)
    assert function(1) == 1


def test_no_more_is_kept_than_allowed(monkeypatch):
    monkeypatch.setattr(memo, "KEPT", 2)
    function = remembered(lambda x: x + 1)
    first = torch.ones(1)
    gone = weakref.ref(function(first))
    function(first + 1)
    assert gone() is not None
    function(first + 2)
    gc.collect()
    assert gone() is None
