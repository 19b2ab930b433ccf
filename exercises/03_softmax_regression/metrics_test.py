"""accuracy = correct / N

confusion[t, p] = number of rows of class t that were predicted as class p
accuracy of class t = confusion[t, t] / sum_p confusion[t, p]
"""

import math

import torch
import torch.nn.functional as F
from hypothesis import strategies as st

from grader.contract import leaves_arguments_alone
from grader.expect import close, equal, raises
from grader.inputs import DTYPES, LAYOUTS, cotangent, labels, laid_out, tensors
from grader.memo import remembered
from grader.spec import Exercise

exercise = Exercise(
    "metrics",
    functions=("accuracy", "confusion_matrix", "per_class_accuracy"),
    summary="Count how often a classifier is right, overall and class by class.",
    after=("softmax", "cross_entropy"),
)

COUNT = (
    "logits.argmax(dim=1) is the predicted class of each row, shape (N,) like targets; the share, "
    "a Python float from 0.0 to 1.0, is the number of equal pairs / N."
)
STUBS_NAMES = " Keep the names that the stub has."
ONE_BY_ONE = (
    "Count every row: confusion[t, p] += 1 for each pair. confusion[targets, predicted] += 1 "
    "counts a pair that occurs twice only once; index_put_ with accumulate=True counts, and so "
    "does bincount with minlength."
)
SIZE = "The result is a new tensor, num_classes by num_classes, int64, whichever classes occur."
ROWS = (
    "Divide the right ones of a class by the rows whose target it is, confusion.sum(dim=1), not "
    "by how often it is predicted, nor by N."
)
ANY_SCORES = (
    "Compare the scores as they are: no rounding, no cast, no threshold, and no maximum that "
    "begins at 0 or at -1e9."
)
IN_INT64 = (
    "Count in int64: uint8 ends at 255, int16 at 32767, and half precision skips numbers. Count "
    "all rows, the last ones too."
)
CLASS_NUMBERS = (
    " Keep class numbers in int64, an int8 ends at 127, and nothing from one call to the next."
)
STRIDES = (
    "Not every tensor is contiguous, logits and targets each in a way of its own: use reshape "
    "instead of view, and do not write into an argument."
)

nan = math.nan
numbers = cotangent  # irregular values of a given shape, no two alike, always the same


def scores_for(predicted, num_classes):
    """Irregular scores of which the largest in each row is that of the predicted class."""
    predicted = torch.as_tensor(predicted)
    noise = numbers((len(predicted), num_classes)).tanh()
    return noise + 3.0 * F.one_hot(predicted, num_classes)


SCORES = scores_for([0, 2, 2, 1, 0, 2, 1, 2, 0], num_classes=4)
TARGETS = torch.tensor([0, 2, 0, 0, 0, 2, 3, 3, 2])  # class 1 does not occur; class 3 is missed
CONFUSION = torch.tensor([[2, 1, 1, 0], [0, 0, 0, 0], [1, 0, 2, 0], [0, 1, 1, 0]])
SHAPES = [(5, 3), (2, 4), (3, 3), (4, 4), (1, 4), (4, 1), (1, 1), (5, 2)]
BATCHES = [{"logits": SCORES, "targets": TARGETS}] + [
    {"logits": numbers((rows, classes)), "targets": torch.arange(rows) ** 2 % classes}
    for rows, classes in SHAPES
]
BATCHES += [
    {"logits": scores_for([0, 1, 1], 2) + shift, "targets": torch.tensor([0, 0, 1])}
    for shift in (-9.0, 9.0)
]
NO_ROWS = {"logits": SCORES[:0], "targets": TARGETS[:0]}
ONE_ROW = {"logits": scores_for([2], num_classes=4), "targets": torch.tensor([1])}
MANY = scores_for([0] * 32_850 + [1] * 54, num_classes=2)
# float16 has 32864 and 32896, and nothing between: no number of right rows is exact there.
MANY_TARGETS = st.integers(25, 44).map(lambda ones: torch.arange(32_904) // (32_904 - ones))
WIDE = {
    "logits": scores_for([257, 129, 257, 257, 257], num_classes=260),
    "targets": torch.tensor([257, 129, 1, 256, 257]),
}
# 182 * 182 cells are more than an int16 can number; histc puts two of these elsewhere in float32.
WIDE_TABLE = {
    "logits": scores_for([163, 2, 129], num_classes=182), "targets": torch.tensor([181, 180, 1]),
}  # fmt: skip
TARGETS_LAYOUTS = {  # for each layout of the logits; one of the two may be contiguous
    "contiguous": "strided", "permuted": "contiguous", "expanded": "expanded", "strided": "strided",
}  # fmt: skip
NINE_ROWS = {"logits": tensors(shape=(9, 4), distinct=True), "targets": labels((9,), 4)}
TWELVE_ROWS = {
    "dtype": DTYPES, "scores": lambda dtype: tensors(shape=(12, 3), dtype=dtype, distinct=True),
}  # fmt: skip
ANY_BATCH = {
    "logits": tensors(min_dims=2, max_dims=2, distinct=True),
    "targets": lambda logits: labels(logits.shape[:1], logits.shape[1]),
}


@remembered
def share(logits, targets):
    return int((logits.argmax(dim=1) == targets).sum()) / len(targets)


@remembered
def counts(logits, targets):
    true, predicted = (F.one_hot(x, logits.shape[1]) for x in (targets, logits.argmax(dim=1)))
    return true.T @ predicted


@remembered
def shares(logits, targets):
    table = counts(logits, targets).double()
    return table.diagonal() / table.sum(dim=1)


def right_shares(returned, logits, targets):
    close(returned, shares(logits, targets), dtype=torch.float32)


def hard_to_see(scores):
    """Scores whose largest is easily missed: all negative, very close together, large, small."""
    for scale, shift in [(1.0, -100.0), (0.1, 1000.0), (1e6, 0.0), (1e-4, 0.0), (1e30, -1e31)]:
        yield scale * scores + shift
    if scores.dtype == torch.float64:
        yield 1.0 + 1e-10 * scores


# accuracy


@exercise.check(points=2, hint=COUNT + STUBS_NAMES)
def four_of_nine(accuracy):
    """gives 4/9, a float, when four rows of nine are right"""
    close(accuracy(logits=SCORES, targets=TARGETS), 4 / 9)


@exercise.check(points=2, hint=COUNT + CLASS_NUMBERS, also=[*BATCHES, WIDE], examples=4,
                **ANY_BATCH)  # fmt: skip
def share_of_any_batch(accuracy, logits, targets):
    """is the share of right rows in any batch, of one row or one class too"""
    close(accuracy(logits, targets), share(logits, targets))


@exercise.check(points=1, hint=ANY_SCORES, missed=st.integers(0, 3), examples=1,
                **TWELVE_ROWS)  # fmt: skip
def sees_the_largest_score(accuracy, scores, missed):
    """finds the largest score of any size, however close the next, to float64's last digits"""
    for logits in hard_to_see(scores):
        targets = logits.argmax(dim=1)
        targets[:missed] = (targets[:missed] + 1) % 3
        close(accuracy(logits, targets), 1 - missed / 12)


@exercise.check(points=1, hint=IN_INT64, targets=MANY_TARGETS, examples=1)
def many_rows(accuracy, targets):
    """counts 32904 rows without losing one"""
    close(accuracy(MANY, targets), share(MANY, targets))


@exercise.check(points=1, hint="Ask for len(logits) == 0 before you divide.", classes=[1, 3],
                dtype=DTYPES)  # fmt: skip
def no_rows(accuracy, classes, dtype):
    """raises ValueError for 0 rows"""
    accuracy(SCORES.to(dtype), TARGETS)  # no error here
    nothing = torch.empty(0, classes, dtype=dtype)
    raises(ValueError, accuracy, nothing, torch.empty(0, dtype=torch.int64))


exercise.add(
    leaves_arguments_alone("accuracy", share, like=close, also=[BATCHES[0], ONE_ROW], examples=1,
                           **NINE_ROWS)
)  # fmt: skip


@exercise.check(points=1, hint=STRIDES, layout=LAYOUTS, examples=1, **NINE_ROWS)
def accuracy_of_any_strides(accuracy, layout, logits, targets):
    """takes transposed, expanded and sliced tensors"""
    logits, targets = laid_out(logits, layout), laid_out(targets, TARGETS_LAYOUTS[layout])
    close(accuracy(logits, targets), share(logits, targets))


# confusion_matrix


@exercise.check(points=1, hint="A row of the result is a true class, a column a predicted one. "
                + ONE_BY_ONE + " " + SIZE + STUBS_NAMES)  # fmt: skip
def nine_rows_counted(confusion_matrix):
    """counts nine rows by true class (row) and predicted class (column)"""
    equal(confusion_matrix(logits=SCORES, targets=TARGETS, num_classes=4), CONFUSION)


@exercise.check(points=1, hint=SIZE, present=[[1, 2, 3], [0, 1, 2], [1, 2], [0]], examples=1,
                targets=lambda present: st.lists(st.sampled_from(present), max_size=6).map(
                    lambda more: torch.tensor(present + more)))  # fmt: skip
def absent_classes_keep_their_place(confusion_matrix, targets):
    """keeps a row and a column for each class, occurring or not"""
    logits = 9.0 * F.one_hot(targets, 4)
    equal(confusion_matrix(logits, targets, 4), counts(logits, targets))


@exercise.check(points=2, hint=ONE_BY_ONE + CLASS_NUMBERS + " Number the cells in int64, too: an "
                "int16 ends at 32767, and histc rounds numbers in float32.",
                also=[*BATCHES, NO_ROWS, WIDE_TABLE], examples=4, **ANY_BATCH)  # fmt: skip
def counts_of_any_batch(confusion_matrix, logits, targets):
    """counts every pair of classes in any batch, of one row, no row or one class too"""
    equal(confusion_matrix(logits, targets, logits.shape[1]), counts(logits, targets))


@exercise.check(points=1, hint=ANY_SCORES, examples=1, **TWELVE_ROWS)
def counts_by_the_largest_score(confusion_matrix, scores):
    """finds the largest score of any size, however close the next, to float64's last digits"""
    for logits in hard_to_see(scores):
        targets = logits.argmax(dim=1)
        equal(confusion_matrix(logits, targets, 3), counts(logits, targets))


@exercise.check(points=1, hint=IN_INT64, targets=MANY_TARGETS, examples=1)
def counts_many_rows(confusion_matrix, targets):
    """counts 32904 rows without losing one"""
    equal(confusion_matrix(MANY, targets, 2), counts(MANY, targets))


exercise.add(
    leaves_arguments_alone("confusion_matrix", lambda logits, targets, _: counts(logits, targets),
                           like=equal, also=[{**ONE_ROW, "num_classes": 4}], examples=1,
                           **NINE_ROWS, num_classes=[4])
)  # fmt: skip


@exercise.check(points=1, hint=STRIDES, layout=LAYOUTS, examples=1, **NINE_ROWS)
def counts_of_any_strides(confusion_matrix, layout, logits, targets):
    """takes transposed, expanded and sliced tensors"""
    logits, targets = laid_out(logits, layout), laid_out(targets, TARGETS_LAYOUTS[layout])
    equal(confusion_matrix(logits, targets, 4), counts(logits, targets))


# per_class_accuracy


@exercise.check(points=1, hint=ROWS + " 0 / 0 is NaN, as it should be: a class without rows has "
                "no accuracy, and one that is never right has 0. The result has shape (C,), "
                "float32." + STUBS_NAMES)  # fmt: skip
def shares_of_nine_rows(per_class_accuracy):
    """gives 1/2, NaN, 2/3 and 0 for classes that are half right, absent, mostly right and missed"""
    expected = torch.tensor([1 / 2, nan, 2 / 3, 0.0])
    close(per_class_accuracy(logits=SCORES, targets=TARGETS, num_classes=4), expected)


@exercise.check(points=2, hint=ROWS + CLASS_NUMBERS + " Without rows no class occurs.",
                also=[*BATCHES, NO_ROWS, WIDE], examples=4, **ANY_BATCH)  # fmt: skip
def shares_of_any_batch(per_class_accuracy, logits, targets):
    """is the share of right rows of each class in any batch, of one row, no row or one class too"""
    right_shares(per_class_accuracy(logits, targets, logits.shape[1]), logits, targets)


@exercise.check(points=1, hint="Cast the result, not the scores, to float32: the largest score is "
                "found in the dtype that came. " + ANY_SCORES, examples=1,
                **TWELVE_ROWS)  # fmt: skip
def shares_in_float32(per_class_accuracy, scores):
    """is float32 whatever the dtype of the scores, which it compares to their last digit"""
    for logits in hard_to_see(scores):
        targets = logits.argmax(dim=1)
        targets[0] = (targets[0] + 1) % 3  # so that not all shares are 1
        right_shares(per_class_accuracy(logits, targets, 3), logits, targets)


@exercise.check(points=1, hint=IN_INT64, targets=MANY_TARGETS, examples=1)
def shares_of_many_rows(per_class_accuracy, targets):
    """counts 32904 rows without losing one"""
    right_shares(per_class_accuracy(MANY, targets, 2), MANY, targets)


exercise.add(
    leaves_arguments_alone("per_class_accuracy",
                           lambda logits, targets, _: shares(logits, targets).float(),
                           like=close, also=[{**ONE_ROW, "num_classes": 4}], examples=1,
                           **NINE_ROWS, num_classes=[4])
)  # fmt: skip


@exercise.check(points=1, hint=STRIDES, layout=LAYOUTS, examples=1, **NINE_ROWS)
def shares_of_any_strides(per_class_accuracy, layout, logits, targets):
    """takes transposed, expanded and sliced tensors"""
    logits, targets = laid_out(logits, layout), laid_out(targets, TARGETS_LAYOUTS[layout])
    right_shares(per_class_accuracy(logits, targets, 4), logits, targets)
