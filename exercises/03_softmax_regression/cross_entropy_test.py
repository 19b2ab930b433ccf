"""loss_n = -log softmax(logits_n)[target_n]

With label_smoothing e, a row loses (1 - e) times that plus e times the mean of -log p over all
classes; with weights, the -log p of class c counts weight[c] times.
gradient of the mean loss = (softmax(logits) - one_hot(targets)) / N
"""

import itertools
import math

import torch
import torch.nn.functional as F
from hypothesis import strategies as st

from grader.contract import has_gradient, keeps_dtype, leaves_arguments_alone, takes_any_strides
from grader.expect import close, holds, raises
from grader.inputs import DTYPES, cotangent, labels, laid_out, tensors
from grader.memo import remembered
from grader.spec import Exercise, Forbids

torchs_loss = (
    "cross_entropy", "cross_entropy_loss", "CrossEntropyLoss", "linear_cross_entropy",
    "LinearCrossEntropyLoss", "nll_loss", "nll_loss_nd", "nll_loss_forward", "nll_loss_backward",
    "nll_loss2d", "nll_loss2d_forward", "nll_loss2d_backward", "NLLLoss", "NLLLoss2d",
    "kl_div", "KLDivLoss", "ctc_loss", "CTCLoss", "torch.distributions",
)  # fmt: skip
autograd = (
    "torch.autograd", "torch.func", "backward", "grad", "grad_and_value", "vjp", "jvp", "jacrev",
    "jacfwd", "jacobian", "hessian", "linearize", "softmax_backward_data",
    "log_softmax_backward_data",
)  # fmt: skip
exercise = Exercise(
    "cross_entropy",
    functions=("cross_entropy", "cross_entropy_gradient"),
    summary="A classifier's loss with the options of torch's, and its gradient by hand.",
    after=("softmax",),
    forbids={
        "cross_entropy": Forbids(
            torchs_loss, instead="Pick each row's target out of torch.log_softmax(logits, dim=1)."
        ),
        "cross_entropy_gradient": Forbids(
            torchs_loss + autograd,
            instead="Write the formula out: (softmax(logits) - one_hot(targets)) / N.",
        ),
    },
)

PICK_THE_TARGET = (
    "A row loses -log p of its own target, with log_softmax along dim=1: pick that one entry of "
    "each row, by gather or by [arange(N), targets], and take the mean over the N rows, a tensor "
    "of shape ()."
)
LOG_OF_ZERO = (
    "Use torch.log_softmax, or subtract each row's own largest score before you exponentiate: the "
    "logarithm of a probability that was rounded, clamped or added to is another number."
)
DIVIDE_BY_WEIGHTS = (
    "Row n counts weight[targets[n]] times, and the mean divides by the sum of these, however "
    "small or large, in their dtype, not by N. Without weight every row counts once."
)
MASK = (
    "Look for targets == ignore_index before you use the targets as indices. Such a row loses 0, "
    "and the mean divides by the number (or the weights) of the other rows."
)
SMOOTH = (
    "(1 - label_smoothing) * the loss of the target + label_smoothing * the mean of -log p over "
    "all C classes, the target's own included, with label_smoothing as it is, however small."
)
TOGETHER = (
    "Ignored rows count nothing, in the smoothed part and in weight[targets] too. In the smoothed "
    "part the -log p of each class c, the ignored one too, counts weight[c] times; the mean "
    "divides both parts by the sum of weight[target]."
)
ALL_DIGITS = (
    "Compute in the dtype of logits: torch.zeros and torch.tensor make a float32 unless you pass "
    "dtype=logits.dtype, and .float() rounds a float64. An epsilon shows in float64, too."
)

numbers = cotangent  # irregular values of a given shape, no two alike, always the same
SCORES = 3 * numbers((7, 4))
TARGETS = torch.tensor([0, 2, 3, 2, 0, 0, 3])  # class 1 does not occur
WEIGHT = torch.tensor([1.0, 5.0, 0.1, 0.0])
REDUCTIONS = ["mean", "sum", "none"]
SHAPES = [(1, 4), (4, 1), (5, 3), (2, 4), (3, 3), (4, 4), (1, 1), (300, 3)]
BATCHES = [{"logits": SCORES, "targets": TARGETS}] + [
    {"logits": 3 * numbers((rows, classes)), "targets": torch.arange(rows) ** 2 % classes}
    for rows, classes in SHAPES
]
BATCHES += [
    {"logits": 3 * numbers((3, 300)), "targets": torch.tensor([299, 130, 100])},
    {"logits": -5 * SCORES, "targets": 3 - TARGETS},  # a shape that has come before
    {"logits": torch.tensor([[0.25, 0.75], [0.5, 0.5]]), "targets": torch.tensor([0, 1])},
]
HUGE = torch.tensor([
    [0, 40, 0], [1000, 0, -1000], [-1e4, -1e4 + 3, 1e4], [0.5, -2, 0.1], [1000, 999, 998],
    [-1e4, -1e4 - 2, -1e4 - 1], [1e30, 0, -1e30], [-1e30, -2e30, -3e30],
])  # fmt: skip
WRONGLY = torch.tensor([0, 1, 1, 1, 2, 1, 1, 1])  # in most rows another score is far larger


def near_scores(dtype=torch.float32):
    """SCORES, each changed by a drawn number."""
    changes = tensors(shape=(7, 4), dtype=dtype, scale=0.1)
    return changes.map(lambda change: 3 * numbers((7, 4), dtype) + change)


def with_ignored(targets, ignore_index):
    """Two of the targets are to be ignored, where ``ignore_index`` is not one of them already."""
    if ignore_index in targets:
        return targets
    return torch.cat([targets[:1], targets.new_full((2,), ignore_index), targets[3:]])


EVERY_OPTION = [
    {
        "logits": SCORES, "targets": with_ignored(TARGETS, ignore_index), "weight": weight,
        "ignore_index": ignore_index, "reduction": reduction, "label_smoothing": label_smoothing,
    }
    for label_smoothing, ignore_index, weight, reduction in itertools.product(
        (0.2, 0.0), (2, -100, 255), (WEIGHT, None), REDUCTIONS
    )
]  # fmt: skip
ANY_BATCH = {
    "logits": tensors(min_dims=2, max_dims=2),
    "targets": lambda logits: labels(logits.shape[:1], logits.shape[1]),
}
ANY_SIZE = {**ANY_BATCH, "logits": tensors(min_dims=2, max_dims=2, scale=1e3)}
ANY_REDUCTION = {"reduction": st.sampled_from(REDUCTIONS)}
ANY_OPTIONS = {
    "weight": lambda logits: st.just(0.1 + numbers(logits.shape[1:]).abs()),
    "ignore_index": st.sampled_from([-100, 0]),
    "reduction": st.sampled_from(["sum", "none"]),  # the mean of nothing has no gradient
    "label_smoothing": st.sampled_from([0.0, 0.1]),
}
BY_NAME = tuple(ANY_OPTIONS)
BY_DTYPE = {"logits": near_scores, "targets": [TARGETS]}
BY_LAYOUT = {
    "logits": lambda layout: near_scores().map(lambda x: laid_out(x, layout)),
    "targets": lambda layout: st.just(
        laid_out(TARGETS, "strided" if layout == "contiguous" else layout)
    ),
}


def rounding(logits, targets, *, reduction="mean", **options):
    """-log p is rounded like the row's largest score; equal scores count the rows as the loss."""
    largest = logits.abs().amax(dim=1)
    size = 1.0 + (largest if reduction == "none" else largest.max())
    equal_scores = torch.zeros_like(logits)
    return size * (1.0 + F.cross_entropy(equal_scores, targets, reduction=reduction, **options))


@remembered
def torchs(logits, targets, *, weight=None, **options):
    """The loss in float64, and how far from it a loss in the dtype of ``logits`` may be."""
    options["weight"] = None if weight is None else weight.double()
    wide = logits.double()
    return {
        "expected": F.cross_entropy(wide, targets, **options), "dtype": logits.dtype,
        "magnitude": rounding(wide, targets, **options),
    }  # fmt: skip


def agrees(cross_entropy, logits, targets, **options):
    """The student's loss is torch's."""
    close(cross_entropy(logits, targets, **options), **torchs(logits, targets, **options))


def formula(logits, targets):
    """The gradient of the mean loss."""
    one_hot = F.one_hot(targets, logits.shape[1])
    return (torch.softmax(logits, dim=1) - one_hot) / len(logits)


def rounding_of_formula(logits, targets):
    """softmax is rounded in proportion to the row's largest score, and so are sums of it."""
    size = 1.0 + logits.abs().amax(dim=1, keepdim=True)
    one_hot = F.one_hot(targets, logits.shape[1])
    return size * torch.softmax(logits, dim=1).maximum(one_hot) / len(logits)


def nearly(returned, expected):
    """Right, if not to the last digit: both were computed in float32."""
    close(returned, expected, magnitude=1.0)


def right_gradient(returned, logits, targets):
    wide = logits.double()
    close(returned, formula(wide, targets), dtype=logits.dtype,
          magnitude=rounding_of_formula(wide, targets))  # fmt: skip


# cross_entropy


@exercise.check(points=1, hint=PICK_THE_TARGET + " The logarithm is the natural one.")
def log_of_the_number_of_classes(cross_entropy):
    """gives log 2 for two equal scores, and log 4 for four"""
    two = cross_entropy(torch.tensor([[3.0, 3.0]]), torch.tensor([1]))
    close(two, torch.tensor(math.log(2)), magnitude=4.0)
    four = cross_entropy(torch.zeros(2, 4), torch.tensor([3, 0]))
    close(four, torch.tensor(math.log(4)))


@exercise.check(points=1, hint=PICK_THE_TARGET)
def mean_of_two_rows(cross_entropy):
    """gives the mean of log 4 and log 8/7 for targets of probability 1/4 and 7/8"""
    logits = torch.tensor([[math.log(3), 0.0], [math.log(7), 0.0]])
    expected = (math.log(4) + math.log(8 / 7)) / 2
    close(cross_entropy(logits, torch.tensor([1, 0])), torch.tensor(expected), magnitude=3.0)


@exercise.check(points=3, hint=PICK_THE_TARGET + " Add nothing to a probability, clamp none, and "
                "keep class and row numbers in int64. Logits that sum to 1 are logits, too.",
                also=BATCHES, examples=4, **ANY_BATCH)  # fmt: skip
def agrees_with_torch(cross_entropy, logits, targets):
    """agrees with torch for any batch, of one row or one class too"""
    agrees(cross_entropy, logits, targets)


REDUCED = [{**batch, "reduction": r} for batch in BATCHES[:4] for r in REDUCTIONS]


@exercise.check(points=2, also=REDUCED, examples=1, **ANY_BATCH, **ANY_REDUCTION,
                hint='"none" returns the N losses, shape (N,), for one row too; "sum" adds them '
                'up, and "mean" divides that by N: one number each, shape (). Keep the names that '
                'the stub has.')  # fmt: skip
def reduces_as_asked(cross_entropy, logits, targets, reduction):
    """returns the mean, the sum or each row's loss, as reduction says"""
    returned = cross_entropy(logits=logits, targets=targets, reduction=reduction)
    close(returned, **torchs(logits, targets, reduction=reduction))


WEIGHTS = [[1.0, 5.0, 0.1, 2.0], [3.0, 1.0, 0.0, 0.5], [2.0] * 4, [0.01, 0.05, 0.02, 0.04],
           [30.0, 300.0, 0.001, 7.0], None]
WEIGHTED = [
    {
        "logits": SCORES[:4], "targets": TARGETS[:4], "reduction": reduction,
        "weight": None if weight is None else torch.tensor(weight),
    }
    for weight in WEIGHTS for reduction in REDUCTIONS
]  # fmt: skip


@exercise.check(points=2, hint=DIVIDE_BY_WEIGHTS, also=WEIGHTED, examples=1, **ANY_BATCH,
                weight=ANY_OPTIONS["weight"], **ANY_REDUCTION)  # fmt: skip
def weights_the_classes(cross_entropy, logits, targets, weight, reduction):
    """counts each row as often as the weight of its target says"""
    agrees(cross_entropy, logits, targets, weight=weight, reduction=reduction)


PARTLY_IGNORED = [
    {"logits": SCORES[:len(targets), :classes], "targets": torch.tensor(targets), "reduction": r}
    for classes, targets in [(4, [-100, 2, 0, -100]), (4, [3, -100, 1, 1]), (4, [-100, -100, 0]),
                             (1, [0, -100])]
    for r in REDUCTIONS
]  # fmt: skip


@exercise.check(points=2, hint=MASK, also=PARTLY_IGNORED, examples=1, logits=ANY_BATCH["logits"],
                targets=lambda logits: st.lists(
                    st.sampled_from([0, -100]), min_size=len(logits), max_size=len(logits)
                ).map(torch.tensor), **ANY_REDUCTION)  # fmt: skip
def leaves_out_ignored_rows(cross_entropy, logits, targets, reduction):
    """leaves out rows whose target is -100"""
    agrees(cross_entropy, logits, targets, reduction=reduction)


@exercise.check(points=1, logits=near_scores(), examples=1,
                ignore_index=[-1, -1000, 255, 4, 0, 2, 3], reduction=["mean", "none"],
                hint=MASK + " ignore_index may be any integer, a valid class too.")  # fmt: skip
def ignores_any_index(cross_entropy, logits, ignore_index, reduction):
    """leaves out rows whose target is ignore_index, whether that is a class or not"""
    targets = with_ignored(TARGETS, ignore_index)
    agrees(cross_entropy, logits, targets, ignore_index=ignore_index, reduction=reduction)


SMOOTHED = [
    {**batch, "reduction": reduction, "label_smoothing": label_smoothing}
    for batch in BATCHES[:3] for reduction in REDUCTIONS
    for label_smoothing in (0.1, 1.0)
] + [
    {**BATCHES[0], "reduction": "mean", "label_smoothing": label_smoothing}
    for label_smoothing in (0.01, 0.25, 0.8)
]  # fmt: skip


@exercise.check(points=2, hint=SMOOTH, also=SMOOTHED, examples=1, **ANY_BATCH, **ANY_REDUCTION,
                label_smoothing=st.sampled_from([0.1, 1.0]))  # fmt: skip
def smooths_the_labels(cross_entropy, logits, targets, reduction, label_smoothing):
    """gives every class a share of label_smoothing / C"""
    agrees(cross_entropy, logits, targets, reduction=reduction, label_smoothing=label_smoothing)


CONFIDENT = [{"logits": HUGE, "targets": WRONGLY, "label_smoothing": e} for e in (0.0, 0.1)]


@exercise.check(points=3, hint=LOG_OF_ZERO, also=CONFIDENT, examples=1, **ANY_SIZE,
                label_smoothing=st.sampled_from([0.0, 0.1]))  # fmt: skip
def any_finite_size(cross_entropy, logits, targets, label_smoothing):
    """is exact for scores of any size, side by side, and where it is confidently wrong"""
    agrees(cross_entropy, logits, targets, reduction="none", label_smoothing=label_smoothing)


@exercise.check(points=1, logits=near_scores(), examples=1, reduction=REDUCTIONS, options=[
    {"ignore_index": 1}, {"ignore_index": 1, "weight": WEIGHT},
    {"weight": torch.tensor([1.0, 0.0, 2.0, 3.0])},
], hint="Nothing over nothing is 0 / 0, which is NaN: no max(1, ...) or epsilon in the divisor, "
        "and no special case.")  # fmt: skip
def nothing_that_counts(cross_entropy, logits, reduction, options):
    """gives NaN as the mean, 0 as the sum and zeros for none when no row counts"""
    agrees(cross_entropy, logits[:2], torch.tensor([1, 1]), reduction=reduction, **options)


@exercise.check(points=3, hint=TOGETHER, also=EVERY_OPTION, examples=4, **ANY_BATCH, **ANY_OPTIONS)
def options_work_together(cross_entropy, logits, targets, weight, ignore_index, reduction,
                          label_smoothing):  # fmt: skip
    """agrees with torch for every combination of its options"""
    agrees(cross_entropy, logits, targets, weight=weight, ignore_index=ignore_index,
           reduction=reduction, label_smoothing=label_smoothing)  # fmt: skip


@exercise.check(points=1, hint="Compare reduction with 'mean', 'sum' and 'none' as a whole, and "
                "raise ValueError for anything else, whatever the other arguments are.",
                also=[{"reduction": r, "options": {}}
                      for r in ("average", "", "Mean", "means", "mea", " none", None,
                                "elementwise_mean", "batchmean")],
                reduction=st.text("aemnosu", max_size=4).filter(lambda r: r not in REDUCTIONS),
                options=[{}, {"weight": WEIGHT, "label_smoothing": 0.1}], examples=1)  # fmt: skip
def refuses_another_reduction(cross_entropy, reduction, options):
    """raises ValueError for a reduction that it does not know"""
    cross_entropy(SCORES, TARGETS, **options)  # no error here
    raises(ValueError, cross_entropy, SCORES, TARGETS, reduction=reduction, **options)
    ignored = torch.full_like(TARGETS, -100)
    raises(ValueError, cross_entropy, SCORES, ignored, reduction=reduction, **options)


exercise.add(
    leaves_arguments_alone("cross_entropy", F.cross_entropy, by_keyword=BY_NAME, examples=2,
                           also=EVERY_OPTION[:18:4], **ANY_BATCH, **ANY_OPTIONS),
    has_gradient("cross_entropy", F.cross_entropy, magnitude=20.0, by_keyword=BY_NAME, examples=2,
                 also=EVERY_OPTION[:12] + EVERY_OPTION[-9:-6], **ANY_BATCH, **ANY_OPTIONS),
    keeps_dtype("cross_entropy", F.cross_entropy, magnitude=rounding, hint=ALL_DIGITS,
                by_keyword=BY_NAME, **BY_DTYPE,
                weight=lambda dtype: st.just(numbers((4,), dtype) ** 2),
                ignore_index=[2], reduction=REDUCTIONS, label_smoothing=[0.1], examples=1),
    takes_any_strides("cross_entropy", F.cross_entropy, magnitude=rounding, by_keyword=BY_NAME,
                      **BY_LAYOUT, weight=lambda layout: st.just(laid_out(WEIGHT, layout)),
                      ignore_index=[2], reduction=["mean"], label_smoothing=[0.1], examples=1),
)  # fmt: skip


@exercise.check(points=1, hint="Use weight.detach().", logits=near_scores(), examples=1,
                reduction=["mean", "none"], label_smoothing=[0.0, 0.2])  # fmt: skip
def weight_gets_no_gradient(cross_entropy, logits, reduction, label_smoothing):
    """lets no gradient flow to weight"""
    upstream = numbers((7,) if reduction == "none" else ())
    to_logits, grad = cross_entropy.grad(
        upstream, logits, TARGETS, wrt=(0, "weight"), weight=WEIGHT, reduction=reduction,
        label_smoothing=label_smoothing,
    )  # fmt: skip
    holds(to_logits is not None and to_logits.any(), "no gradient reaches logits", to_logits)
    holds(grad is None or not grad.any(), "a gradient reaches weight", grad)


@exercise.check(points=1, hint="A clamp, or log_softmax by way of a rounded probability, stops the "
                "gradient just where it is needed most. Compute it in the dtype of logits.",
                dtype=DTYPES, change=tensors(shape=(8, 3), scale=0.1), examples=1)  # fmt: skip
def learns_from_confident_mistakes(cross_entropy, dtype, change):
    """has the right gradient where the model is all but certain of another class"""
    logits = (HUGE + change).to(dtype)
    (grad,) = cross_entropy.grad(torch.tensor(1.0, dtype=dtype), logits, WRONGLY)
    holds(grad is not None, "no gradient reaches logits", grad)
    right_gradient(grad, logits, WRONGLY)


# cross_entropy_gradient


@exercise.check(points=1, hint="One row's gradient is softmax - one-hot, and the mean over N rows "
                "divides it by N, in the dtype of logits. Keep the names of the stub.")  # fmt: skip
def gradient_by_hand(cross_entropy_gradient):
    """gives (3/4, -3/4) / 2 and (-1/8, 1/8) / 2 for targets of probability 1/4 and 7/8"""
    logits = torch.tensor([[math.log(3), 0.0], [math.log(7), 0.0]])
    expected = torch.tensor([[3.0, -3.0], [-0.5, 0.5]]) / 8
    returned = cross_entropy_gradient(logits=logits, targets=torch.tensor([1, 0]))
    close(returned, expected, magnitude=1.0)


@exercise.check(points=3, hint="Softmax along dim=1, less 1 at [n, targets[n]] of each row, all "
                "over N. A one-hot has logits.shape[1] columns, also where the last class does "
                "not occur. No clamp, no rounding; keep nothing from one call to the next.",
                also=BATCHES, examples=4, **ANY_BATCH)  # fmt: skip
def gradient_of_any_batch(cross_entropy_gradient, logits, targets):
    """is (softmax - one-hot) / N for any batch, of one row or one class too"""
    right_gradient(cross_entropy_gradient(logits, targets), logits, targets)


@exercise.check(points=2, hint="Use torch.softmax, or subtract each row's own largest score before "
                "you exponentiate; small probabilities count too: no clamp, no rounding.",
                also=[{"logits": x, "targets": WRONGLY} for x in (HUGE, -HUGE)], examples=1,
                **ANY_SIZE)  # fmt: skip
def gradient_of_any_finite_size(cross_entropy_gradient, logits, targets):
    """is finite and right for scores of any size, side by side"""
    right_gradient(cross_entropy_gradient(logits, targets), logits, targets)


exercise.add(
    leaves_arguments_alone("cross_entropy_gradient", formula, like=nearly, examples=1,
                           logits=near_scores(), targets=[TARGETS]),
    keeps_dtype("cross_entropy_gradient", formula, magnitude=rounding_of_formula, hint=ALL_DIGITS,
                examples=1, **BY_DTYPE),
    takes_any_strides("cross_entropy_gradient", formula, magnitude=rounding_of_formula,
                      examples=1, **BY_LAYOUT),
)  # fmt: skip
