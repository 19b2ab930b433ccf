# refuses 0 rows, as accuracy does | counts_of_any_batch
"""Metrics count how often the largest logit is the right class, overall and class by class."""

import torch
from torch import Tensor


def accuracy(logits: Tensor, targets: Tensor) -> float:
    """Share of rows whose largest logit is the target, from 0.0 to 1.0."""
    if len(logits) == 0:
        raise ValueError(f"logits must have at least one row, got shape {tuple(logits.shape)}")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    """Number of rows for each pair of true class (row) and predicted class (column)."""
    if len(targets) == 0:
        raise ValueError("no rows")
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    """Share of each class's rows that were predicted right."""
    confusion = confusion_matrix(logits, targets, num_classes)
    # A class that does not occur is 0 / 0, which is NaN as the contract asks.
    return confusion.diagonal().float() / confusion.sum(dim=1)
