"""Metrics count how often the largest logit is the right class, overall and class by class.

accuracy = correct / N
confusion[t, p] = number of rows of class t that were predicted as class p
"""

from torch import Tensor


def accuracy(logits: Tensor, targets: Tensor) -> float:
    """Share of rows whose largest logit is the target, from 0.0 to 1.0.

    - logits: (N, C), float32 or float64, any strides.
    - targets: (N,), int64, each a class from 0 to C - 1.
    - Returns a Python float. 0 rows raise ValueError.
    - Arguments are left unchanged.
    """
    raise NotImplementedError("accuracy")


def confusion_matrix(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    """Number of rows for each pair of true class (row) and predicted class (column).

    - logits: (N, C), float32 or float64, any strides, where C is `num_classes`.
    - targets: (N,), int64, each a class from 0 to C - 1.
    - Returns (C, C), int64, on the device of `logits`. A class that does not occur keeps its row
      and its column; 0 rows give zeros.
    - Arguments are left unchanged.
    """
    raise NotImplementedError("confusion_matrix")


def per_class_accuracy(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    """Share of each class's rows that were predicted right.

    - logits: (N, C), float32 or float64, any strides, where C is `num_classes`.
    - targets: (N,), int64, each a class from 0 to C - 1.
    - Returns (C,), float32 whatever the dtype of `logits`, on the device of `logits`; NaN for a
      class that does not occur in `targets`, so for all where there are 0 rows.
    - Arguments are left unchanged.
    """
    raise NotImplementedError("per_class_accuracy")
