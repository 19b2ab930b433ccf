"""softmax(x)_i = exp(x_i) / sum_j exp(x_j)    log_softmax(x)_i = x_i - log sum_j exp(x_j)

Both run along one dimension, and neither changes when the same number is added to every score.
"""

import math

import torch
from hypothesis import strategies as st

from grader.contract import (
    chooses_no_device,
    has_gradient,
    keeps_dtype,
    leaves_arguments_alone,
    reference_gradients,
    takes_any_strides,
)
from grader.expect import close, holds
from grader.inputs import LAYOUTS, cotangent, dims, laid_out, tensors
from grader.spec import Exercise, Forbids

by_hand = Forbids(
    ("softmax", "softmin", "log_softmax", "logsumexp", "Softmax", "Softmax2d", "Softmin",
     "LogSoftmax", "AdaptiveLogSoftmaxWithLoss", "gumbel_softmax", "logcumsumexp", "attention",
     "scaled_dot_product_attention", "multi_head_attention_forward", "MultiheadAttention",
     "cross_entropy", "CrossEntropyLoss", "Categorical", "OneHotCategorical"),
    instead="Write it with exp, sum, max and log.",
)  # fmt: skip
exercise = Exercise(
    "softmax",
    functions=("softmax", "log_softmax"),
    summary="Turn scores into probabilities, and into their logarithms, without overflow.",
    forbids={"softmax": by_hand, "log_softmax": by_hand},
)

BY_DEFINITION = (
    "exp(x) / exp(x).sum(dim, keepdim=True), with the natural exponential, in the dtype of x."
)
LOG_BY_DEFINITION = (
    "x - log(exp(x).sum(dim, keepdim=True)), with natural logarithms, in the dtype of x."
)
IN_EVERY_SLICE = (
    "Every slice along dim, which may be negative, has a sum of its own; keepdim=True makes the "
    "shapes match. No epsilon, no clamp, no rounding; scores that sum to 1 are scores like any "
    "others. Keep nothing from one call to the next."
)
THE_LAST = "The default is the last dimension: dim=-1. Keep the names that the stub has."
SUBTRACT_THE_MAX = (
    "Subtract the largest score of each slice along dim before you exponentiate: "
    "x - x.amax(dim, keepdim=True)."
)
OF_EACH_SLICE = (
    SUBTRACT_THE_MAX + " Each slice has a largest score of its own, of any size: treat all alike."
)
LOG_OF_ZERO = (
    "Take no logarithm of a probability: it may be rounded to 0. With shifted = x - the largest "
    "score of its slice, it is shifted - log(sum(exp(shifted))), without a clamp or an epsilon."
)
ALL_DIGITS = (
    "Compute in the dtype of x: torch.zeros and torch.tensor make a float32 unless you pass "
    "dtype=x.dtype, and .float() rounds a float64. An epsilon shows in float64, too, and so does a "
    "constant such as 2.71828."
)
CONNECTED = (
    "Keep to tensor operations from the input to the result: .detach(), .item(), .data, NumPy and "
    "torch.tensor(...) cut the graph. A backward of your own sums along dim, too."
)
FINITE_GRADIENT = (
    "torch.where(..., log(p), ...) and the like multiply an infinite derivative by 0, which is "
    "NaN: shift every slice, without exceptions. And compute in the dtype of x."
)

inf = math.inf
numbers = cotangent  # irregular values of a given shape, no two alike, always the same
SQUARE, BLOCK = numbers((4, 4)), numbers((2, 3, 4))
DEEP = numbers((2, 1, 3, 2, 2))
EVERY_AXIS = [
    {"logits": x, "dim": dim}
    for x in (numbers((5,)), SQUARE, BLOCK, DEEP)
    for dim in range(-x.dim(), x.dim())
]
LONG = [{"logits": numbers((2, 300)), "dim": 1}]
SHARES = [{"logits": torch.tensor([[0.25, 0.75], [0.5, 0.5]]), "dim": 1}]  # they sum to 1
SHIFTED = [{"logits": x, "shift": shift} for x in (SQUARE, BLOCK) for shift in (1000.0, -1000.0)]
MASKED = torch.tensor([[0.0, -inf, 1.0], [-inf, 2.0, -inf], [-inf, -inf, -inf]])
ANY_MASKED = {
    "logits": tensors(shape=(3, 3), scale=0.1).map(lambda x: MASKED + x), "examples": 1,
    "also": [{"logits": torch.tensor([[-inf], [1.0]])}],
}  # fmt: skip
ROWS = torch.tensor([[1e4, 1e4 - 3, 0], [-1e4, -1e4 + 3, -1e4], [0.5, -2, 1e4],
                     [1e30, 0, -1e30], [-1e30, -2e30, -1e30]])  # fmt: skip
FAR_APART = torch.tensor([[[0.0, 1.0]], [[1000.0, 1001.0]]])  # no largest score serves both
HUGE = [
    {"logits": ROWS, "dim": 1}, {"logits": ROWS.T, "dim": 0}, {"logits": FAR_APART, "dim": -1},
    {"logits": FAR_APART.transpose(1, 2), "dim": 1},
]  # fmt: skip
DENORMAL = [{"logits": torch.tensor([0.0, -102.7]), "dim": 0}]  # exp(-102.7) has a digit or two
HUGE_IN_FLOAT64 = [{"logits": ROWS.double(), "dim": 1}, {"logits": ROWS[2].double(), "dim": 0}]
FLOAT64 = [
    *HUGE_IN_FLOAT64,
    {"logits": torch.tensor([[-1e300, -2e300]], dtype=torch.float64), "dim": 1},
    {"logits": numbers((2, 3, 4), torch.float64), "dim": 1},
]
ANY_AXIS = {"logits": tensors(min_dims=1), "dim": lambda logits: dims(logits)}
ANY_SIZE = {"logits": tensors(min_dims=1, max_dims=2, scale=1e3), "dim": ANY_AXIS["dim"]}


def rounding(logits, dim=-1):
    """x - max(x) is rounded in proportion to the largest score, and so are its results."""
    return 1.0 + logits.nan_to_num(neginf=0.0).abs().amax(dim, keepdim=True).expand_as(logits)


def share_of_rounding(logits, dim=-1):
    return torch.softmax(logits, dim) * rounding(logits, dim)


def right_softmax(returned, logits, dim=-1):
    wide = logits.double()
    close(returned, torch.softmax(wide, dim), dtype=logits.dtype,
          magnitude=share_of_rounding(wide, dim))  # fmt: skip


def right_log_softmax(returned, logits, dim=-1):
    wide = logits.double()
    close(returned, torch.log_softmax(wide, dim), dtype=logits.dtype,
          magnitude=rounding(wide, dim))  # fmt: skip


def right_gradient(student, truth, logits, dim):
    (expected,), upstream, dtype = reference_gradients(truth, [logits, dim], {}, wrt=(0,))
    (grad,) = student.grad(upstream, logits, dim)
    holds(grad is not None, "no gradient reaches logits", grad, expected)
    close(grad, expected, dtype=dtype, magnitude=rounding(logits.double(), dim))


def nearly(returned, expected):
    """Right, if not to the last digit: both were computed in float32."""
    close(returned, expected, magnitude=16.0)


def contract(function, reference, magnitude):
    """What both functions owe alike: on these cases, and on drawn ones to make small."""
    axes = [{"logits": x, "dim": dim} for x in (SQUARE, BLOCK) for dim in (0, 1, -1)]
    laid = [{**case, "logits": laid_out(BLOCK, layout)} for case in axes[3:] for layout in LAYOUTS]
    sides = [*axes, *({"logits": DEEP, "dim": dim} for dim in (0, 1, 3, -1))]
    any_dim = {"dim": lambda logits: dims(logits)}
    tiny = [{"logits": numbers((2, 2, 3)), "dim": dim} for dim in (1, -1)]
    return (
        leaves_arguments_alone(function, reference, like=nearly, also=axes, examples=1,
                               **ANY_AXIS),
        has_gradient(function, reference, hint=CONNECTED, also=sides, examples=1, **ANY_AXIS),
        keeps_dtype(function, reference, magnitude=magnitude, hint=ALL_DIGITS, also=FLOAT64,
                    examples=2, logits=lambda dtype: tensors(min_dims=1, dtype=dtype), **any_dim),
        takes_any_strides(function, reference, magnitude=magnitude, also=laid, examples=4,
                          logits=lambda layout: tensors(min_dims=1, layout=layout), **any_dim),
        chooses_no_device(function, reference, like=nearly, also=tiny,
                          logits=tensors(min_dims=1, max_dims=3, max_side=2), **any_dim),
    )  # fmt: skip


@exercise.check(points=1, hint=BY_DEFINITION)
def equal_scores_share_the_mass(softmax):
    """gives two equal scores one half each"""
    close(softmax(torch.tensor([3.0, 3.0]), dim=0), torch.tensor([0.5, 0.5]))


@exercise.check(points=1, hint=BY_DEFINITION)
def logarithms_come_back(softmax):
    """gives the scores log 3 and log 1 the probabilities 3/4 and 1/4"""
    returned = softmax(torch.tensor([math.log(3.0), 0.0]), dim=0)
    close(returned, torch.tensor([0.75, 0.25]), magnitude=1.0)


@exercise.check(points=3, hint=IN_EVERY_SLICE, also=EVERY_AXIS + LONG + SHARES, examples=4,
                **ANY_AXIS)  # fmt: skip
def agrees_with_torch(softmax, logits, dim):
    """agrees with torch.softmax along every dimension"""
    right_softmax(softmax(logits, dim=dim), logits, dim)


@exercise.check(points=1, hint=THE_LAST,
                also=[{"logits": x} for x in (SQUARE, BLOCK, DEEP, 2 * SQUARE)],
                examples=1, logits=tensors(min_dims=1))  # fmt: skip
def last_dimension_by_default(softmax, logits):
    """runs along the last dimension when none is named"""
    right_softmax(softmax(logits=logits), logits)


@exercise.check(points=2, hint=SUBTRACT_THE_MAX, also=SHIFTED, examples=2,
                logits=tensors(min_dims=1), shift=[1000.0, -1000.0])  # fmt: skip
def shifting_changes_nothing(softmax, logits, shift):
    """is unchanged when every score grows or falls by the same amount"""
    right_softmax(softmax(logits + shift), logits + shift)


@exercise.check(points=1, hint="Small probabilities are results too: no clamp, no rounding, no "
                "epsilon in the denominator, and not 1 less the others.",
                scores=[[0.0, -10.0], [0.0]], low=st.integers(-600, -550).map(lambda n: n / 10),
                examples=1)  # fmt: skip
def tiny_probabilities_survive(softmax, scores, low):
    """keeps probabilities as small as 1e-26"""
    logits = torch.tensor([*scores, low])
    right_softmax(softmax(logits, dim=0), logits, dim=0)


@exercise.check(points=2, hint=OF_EACH_SLICE, also=HUGE, examples=1, **ANY_SIZE)
def any_finite_size(softmax, logits, dim):
    """is finite and right for scores of any size, near and far apart, side by side"""
    right_softmax(softmax(logits, dim=dim), logits, dim)


@exercise.check(points=1, hint="exp(-inf) is 0 already: no special case. Only in a slice of "
                "nothing else may -inf less -inf, which is NaN, reach the result.",
                **ANY_MASKED)  # fmt: skip
def minus_infinity_gets_nothing(softmax, logits):
    """gives a score of -inf the probability 0, and a row of them NaN as torch does"""
    right_softmax(softmax(logits, dim=1), logits)


exercise.add(*contract("softmax", torch.softmax, share_of_rounding))


@exercise.check(points=1, hint=FINITE_GRADIENT, also=HUGE + HUGE_IN_FLOAT64, examples=1, **ANY_SIZE)
def gradient_of_any_finite_size(softmax, logits, dim):
    """has the right gradient for scores of any size"""
    right_gradient(softmax, torch.softmax, logits, dim)


@exercise.check(points=1, hint=LOG_BY_DEFINITION)
def log_of_equal_shares(log_softmax):
    """gives two equal scores log(1/2) each"""
    half = math.log(0.5)
    close(log_softmax(torch.tensor([3.0, 3.0]), dim=0), torch.tensor([half, half]), magnitude=3.0)


@exercise.check(points=3, hint=IN_EVERY_SLICE, also=EVERY_AXIS + LONG + SHARES, examples=4,
                **ANY_AXIS)  # fmt: skip
def log_agrees_with_torch(log_softmax, logits, dim):
    """agrees with torch.log_softmax along every dimension"""
    right_log_softmax(log_softmax(logits, dim=dim), logits, dim)


@exercise.check(points=1, hint=THE_LAST,
                also=[{"logits": x} for x in (SQUARE, BLOCK, DEEP, 2 * SQUARE)],
                examples=1, logits=tensors(min_dims=1))  # fmt: skip
def log_last_dimension_by_default(log_softmax, logits):
    """runs along the last dimension when none is named"""
    right_log_softmax(log_softmax(logits=logits), logits)


@exercise.check(points=2, hint=SUBTRACT_THE_MAX, also=SHIFTED, examples=2,
                logits=tensors(min_dims=1), shift=[1000.0, -1000.0])  # fmt: skip
def log_shifting_changes_nothing(log_softmax, logits, shift):
    """is unchanged when every score grows or falls by the same amount"""
    right_log_softmax(log_softmax(logits + shift), logits + shift)


@exercise.check(points=2, hint=LOG_OF_ZERO, also=HUGE + DENORMAL, examples=1, **ANY_SIZE)
def log_any_finite_size(log_softmax, logits, dim):
    """is exact where the probability itself would round to 0"""
    right_log_softmax(log_softmax(logits, dim=dim), logits, dim)


@exercise.check(points=1, hint="-inf needs no special case: its logarithm is -inf. Only "
                "a slice of nothing else is -inf less -inf, which is NaN.",
                **ANY_MASKED)  # fmt: skip
def log_minus_infinity_stays(log_softmax, logits):
    """gives a score of -inf the logarithm -inf, and a row of them NaN as torch does"""
    right_log_softmax(log_softmax(logits, dim=1), logits)


exercise.add(*contract("log_softmax", torch.log_softmax, rounding))


@exercise.check(points=1, hint=FINITE_GRADIENT, also=HUGE + HUGE_IN_FLOAT64, examples=1, **ANY_SIZE)
def log_gradient_of_any_finite_size(log_softmax, logits, dim):
    """has the right gradient for scores of any size"""
    right_gradient(log_softmax, torch.log_softmax, logits, dim)
