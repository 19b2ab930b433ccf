"""close, equal, raises, holds: what they accept, what they refuse, and in which words."""

import math

import pytest
import torch

from grader.expect import MismatchError, close, equal, holds, kind, raises
from grader.sandbox.wire import Opaque
from grader.subject import Answer, StudentError, StudentFunction
from grader.tolerance import FACTOR, tolerance

inf, nan = math.inf, math.nan
T = torch.tensor


def wide(*values):
    return torch.tensor(values, dtype=torch.float64)


def refused(call, *args, **kwargs):
    with pytest.raises(MismatchError) as mismatch:
        call(*args, **kwargs)
    return mismatch.value


EPS = torch.finfo(torch.float32).eps
EPS64 = torch.finfo(torch.float64).eps

ACCEPTED = {
    "the same": (T([1.0, 2.0]), T([1.0, 2.0]), {}),
    "a truth in float64": (T([0.1]), wide(0.1), {"dtype": torch.float32}),
    "the last digits": (T([1.0 + 16 * EPS]), wide(1.0), {"dtype": torch.float32}),
    "other strides": (torch.zeros(2, 3).T, torch.zeros(3, 2), {}),
    "requires grad": (torch.ones(2, requires_grad=True), torch.ones(2), {}),
    "expected requires grad": (torch.ones(2), torch.ones(2, requires_grad=True), {}),
    "nan for nan": (T([nan, 1.0]), T([nan, 1.0]), {}),
    "inf for inf": (T([inf, -inf]), T([inf, -inf]), {}),
    "inf where float32 overflows": (T([inf]), wide(1e39), {"dtype": torch.float32}),
    "zero signs": (T([-0.0]), T([0.0]), {}),
    "what float32 cannot hold": (T([0.0]), wide(1e-40), {"dtype": torch.float32}),
    "a magnitude": (T([1000 * EPS]), wide(0.0), {"dtype": torch.float32, "magnitude": 100.0}),
    "a magnitude an element": (
        T([100 * EPS, 1.0]), wide(0.0, 1.0),
        {"dtype": torch.float32, "magnitude": wide(10.0, 0.0)},
    ),
    "empty": (torch.zeros(0, 3), torch.zeros(0, 3), {}),
    "0-d": (T(2.0), T(2.0), {}),
    "integers": (T([1, 2]), T([1, 2]), {}),
    "bools": (T([True]), T([True]), {}),
    "complex": (T([1 + 2j]), T([1 + 2j]), {}),
    "on meta": (torch.ones(2, device="meta"), torch.ones(2, device="meta"), {}),
    "integers on meta": (
        torch.ones(2, device="meta").long(), torch.ones(2, device="meta").long(), {},
    ),
    "half": (T([0.1], dtype=torch.bfloat16), wide(0.1), {"dtype": torch.bfloat16}),
    "a float": (0.1, 0.1, {}),
    "a float in float32's digits": (0.1 + 10 * EPS * 0.1, 0.1, {}),
    "a float for an int": (2.0, 2, {}),
    "an infinite float": (inf, inf, {}),
    "a nan float": (nan, nan, {}),
    "a float with a magnitude": (50 * EPS, 0.0, {"magnitude": 10.0}),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_close_accepts(name):
    returned, expected, options = ACCEPTED[name]
    close(returned, expected, **options)


REFUSED = {
    "another value": (T([1.0, 2.5]), T([1.0, 2.0]), {}, "Tensor-likes are not close!"),
    "float32 digits in float64": (
        wide(0.1).float().double(), wide(0.1), {}, "Tensor-likes are not close!",
    ),
    "one epsilon too many": (
        T([1.0 + 40 * EPS]), wide(1.0), {"dtype": torch.float32}, "Tensor-likes are not close!",
    ),
    "a shape": (
        torch.zeros(2, 1), torch.zeros(2), {},
        "The values for attribute 'shape' do not match: torch.Size([2, 1]) != torch.Size([2]).",
    ),
    "a broadcast shape": (T(0.0), torch.zeros(1), {}, "attribute 'shape' do not match"),
    "a dtype": (
        wide(1.0), T([1.0]), {},
        "The values for attribute 'dtype' do not match: torch.float64 != torch.float32.",
    ),
    "the truth's dtype": (
        wide(1.0), wide(1.0), {"dtype": torch.float32}, "torch.float64 != torch.float32",
    ),
    "an int dtype": (T([1]), T([1.0]), {}, "torch.int64 != torch.float32"),
    "nan": (T([nan, 1.0]), T([0.0, 1.0]), {}, "Tensor-likes are not close!"),
    "no nan": (T([0.0]), T([nan]), {}, "Tensor-likes are not close!"),
    "inf": (T([inf]), T([1.0]), {}, "Tensor-likes are not close!"),
    "the other inf": (T([-inf]), T([inf]), {}, "Tensor-likes are not close!"),
    "no inf": (T([3e38]), T([inf]), {}, "Tensor-likes are not close!"),
    "a large magnitude elsewhere": (
        T([1e-3, 1e3]), wide(0.0, 1e3), {"dtype": torch.float32}, "1 / 2 (50.0%)",
    ),
    "integers": (T([1, 3]), T([1, 2]), {}, "Tensor-likes are not equal!"),
    "bools": (T([True]), T([False]), {}, "Tensor-likes are not equal!"),
    "on meta": (
        torch.ones(2, device="meta"), torch.ones(2), {}, "the result is on meta, expected cpu",
    ),
    "off meta": (
        torch.ones(2), torch.ones(2, device="meta"), {}, "the result is on cpu, expected meta",
    ),
    "a shape on meta": (
        torch.ones(3, device="meta"), torch.ones(2, device="meta"), {}, "attribute 'shape'",
    ),
    "None": (None, T([1.0]), {}, "got None (is a return statement missing?)"),
    "a float for a tensor": (1.0, T(1.0), {}, "expected a tensor, got a float"),
    "a list": ([1.0], T([1.0]), {}, "expected a tensor, got a list"),
    "an array": (Opaque("numpy.ndarray", "array([1.])"), T([1.0]), {}, "got a numpy.ndarray"),
    "a tensor for a float": (T(1.0), 1.0, {}, "expected a float, got a tensor of shape ()"),
    "an int for a float": (1, 1.0, {}, "expected a float, got an int"),
    "a bool for a float": (True, 1.0, {}, "expected a float, got a bool"),
    "another float": (1.1, 1.0, {}, "Expected 1.0 but got 1.1"),
    "a nan float": (nan, 1.0, {}, "Scalars are not close!"),
    "no nan float": (1.0, nan, {}, "Scalars are not close!"),
    "an inf float": (inf, 1.0, {}, "Scalars are not close!"),
    "the other inf float": (-inf, inf, {}, "Scalars are not close!"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_close_refuses(name):
    returned, expected, options, words = REFUSED[name]
    assert words in str(refused(close, returned, expected, **options))


def test_a_mismatch_carries_both_sides_and_the_expected_one_in_its_dtype():
    mismatch = refused(close, T([1.0]), wide(2.0), dtype=torch.float32)
    assert mismatch.returned.tolist() == [1.0]
    assert mismatch.expected.dtype is torch.float32


def test_torchs_words_count_only_what_is_refused():
    """An element within its tolerance is not among those that torch's sentence counts."""
    returned, expected = T([1.0 + 8 * EPS, 1e-8, 5.0]), wide(1.0, 0.0, 1.0)
    words = str(refused(close, returned, expected, dtype=torch.float32, magnitude=1.0))
    assert "Mismatched elements: 1 / 3 (33.3%)" in words
    assert "Greatest absolute difference: 4.0 at index (2,)" in words


def test_words_are_there_even_where_torch_finds_no_difference():
    """A result may lie within the tolerance of the rounded truth and outside that of the truth."""
    truth = wide(1.0 + 0.49 * EPS)
    returned = T([float(1.0 - FACTOR * EPS)])
    assert str(refused(close, returned, truth, dtype=torch.float32)).startswith("Tensor-likes")


def test_tolerance_is_a_multiple_of_epsilon_times_the_magnitude():
    allowed = tolerance(wide(-2.0, 0.0, inf, nan), torch.float32, None)
    assert allowed.dtype is torch.float64
    tiny = torch.finfo(torch.float32).smallest_normal
    assert allowed.tolist() == [FACTOR * EPS * 2.0 + tiny, tiny, tiny, tiny]


def test_tolerance_takes_the_larger_of_magnitude_and_value():
    allowed = tolerance(wide(2.0, 2.0), torch.float64, wide(-8.0, 0.5))
    assert allowed.tolist() == pytest.approx([FACTOR * EPS64 * 8.0, FACTOR * EPS64 * 2.0])


EQUAL = {
    "tensors": (T([1.0, nan]), T([1.0, nan])),
    "strides": (torch.zeros(2, 3).T, torch.zeros(3, 2)),
    "leaves": (torch.ones(1, requires_grad=True), torch.ones(1)),
    "expected leaves": (torch.ones(1), torch.ones(1, requires_grad=True)),
    "meta": (torch.ones(2, device="meta"), torch.ones(2, device="meta")),
    "numbers": (1, 1),
    "nan": (nan, nan),
    "None": (None, None),
    "text": ("a", "a"),
    "lists": ([T([1.0]), (2, {"a": nan})], [T([1.0]), (2, {"a": nan})]),
    "order of keys": ({"a": 1, "b": T([1.0])}, {"b": T([1.0]), "a": 1}),
    "empty": ([], []),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_accepts(name):
    equal(*EQUAL[name])


UNEQUAL = {
    "a digit": (T([1.0 + EPS]), T([1.0]), "Tensor-likes are not equal!"),
    "a dtype": (T([1]), T([1.0]), "torch.int64 != torch.float32"),
    "a shape": (T([[1.0]]), T([1.0]), "torch.Size([1, 1]) != torch.Size([1])"),
    "no tensor": (1.0, T(1.0), "expected a tensor, got a float"),
    "a tensor": (T(1.0), 1.0, "expected a float, got a tensor of shape ()"),
    "a type": (1, 1.0, "expected a float, got an int"),
    "a bool": (True, 1, "expected an int, got a bool"),
    "a tuple": ((1,), [1], "expected a list, got a tuple"),
    "a number": (1, 2, "the values differ"),
    "a nan": (nan, 1.0, "the values differ"),
    "a length": ([T([1.0])], [T([1.0]), T([2.0])], "expected 2 entries, got 1"),
    "an entry": ([1, [T([1.0])]], [1, [T([2.0])]], "Tensor-likes are not equal!"),
    "a key": (
        {"a": T([1.0, 2.0]), "c": 1}, {"a": T([1.0, 3.0]), "b": 1},
        "expected the keys ['a', 'b'], got ['a', 'c']",
    ),
    "an entry of a dict": ({"a": 1}, {"a": 2}, "the values differ"),
    "None": (None, 1, "expected an int, got None"),
    "opaque": (Opaque("set", "{1}"), Opaque("set", "{1}"), "the values differ"),
    "opaque for a list": (Opaque("range", "range(3)"), [], "expected a list, got a range"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNEQUAL)
def test_equal_refuses(name):
    returned, expected, words = UNEQUAL[name]
    assert words in str(refused(equal, returned, expected))


def raising(**change):
    error = {
        "type": "ValueError", "bases": ["ValueError", "Exception", "BaseException", "object"],
        "message": "", "frames": [], "own": False, "stub": False, **change,
    }  # fmt: skip
    return StudentFunction("f", lambda _: Answer(error=error))


NOT_IMPLEMENTED = {
    "type": "NotImplementedError",
    "bases": ["NotImplementedError", "RuntimeError", "Exception", "BaseException", "object"],
}


def test_raises_accepts_the_error_and_its_subclasses():
    raises(ValueError, raising())
    raises(Exception, raising())
    raises(ValueError, raising(type="Mine", bases=["Mine", "ValueError", "Exception"]))
    raises(RuntimeError, raising(**NOT_IMPLEMENTED))


def test_raises_passes_the_arguments_on():
    asked = []

    def ask(request):
        asked.append(request)
        return Answer(value=None)

    refused(raises, ValueError, StudentFunction("f", ask), 1, k=2)
    assert (asked[0]["args"], asked[0]["kwargs"]) == ([1], {"k": 2})


def test_raises_refuses_a_value():
    answer = Answer(value=3)
    mismatch = refused(raises, ValueError, StudentFunction("f", lambda _: answer))
    assert str(mismatch) == "expected ValueError to be raised, got a value"
    assert mismatch.returned == 3


@pytest.mark.parametrize(
    "change",
    [
        {"type": "TypeError", "bases": ["TypeError", "Exception"]},
        {**NOT_IMPLEMENTED, "stub": True, "bases": ["NotImplementedError", "ValueError"]},
        {"own": True},
        {"type": "grader.sandbox.verbs.MissingError"},
    ],
    ids=["another", "not written yet", "the contract's", "missing"],
)
def test_raises_lets_other_errors_pass(change):
    with pytest.raises(StudentError):
        raises(ValueError, raising(**change))


def test_raises_may_ask_for_not_implemented():
    raises(NotImplementedError, raising(**NOT_IMPLEMENTED, stub=True))


def test_holds():
    holds(True, "never seen")
    mismatch = refused(holds, False, "it does not", 1, 2)
    assert (str(mismatch), mismatch.returned, mismatch.expected) == ("it does not", 1, 2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "an int"), (0.5, "a float"), ([], "a list"), (None, "None (is a return statement"),
        (torch.zeros(2, 3), "a tensor of shape (2, 3)"), (Opaque("", ""), "an Opaque"),
        (Opaque("numpy.ndarray", ""), "a numpy.ndarray"),
    ],
)  # fmt: skip
def test_kind_is_read_aloud(value, words):
    assert kind(value).startswith(words)
