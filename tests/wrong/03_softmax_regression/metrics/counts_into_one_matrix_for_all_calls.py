# counts into the same matrix in every call | confusion_matrix_leaves_its_arguments_alone
import torch
from torch import Tensor

matrices = {}


def accuracy(logits: Tensor, targets: Tensor) -> float:
    if len(logits) == 0:
        raise ValueError(f"logits must have at least one row, got shape {tuple(logits.shape)}")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    cells = targets * num_classes + logits.argmax(dim=1)
    matrix = matrices.setdefault(num_classes, torch.zeros(num_classes**2, dtype=torch.int64))
    matrix[:] = torch.bincount(cells, minlength=num_classes**2)
    return matrix.reshape(num_classes, num_classes)


def per_class_accuracy(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    confusion = confusion_matrix(logits, targets, num_classes)
    # A class that does not occur is 0 / 0, which is NaN as the contract asks.
    return confusion.diagonal().float() / confusion.sum(dim=1)
