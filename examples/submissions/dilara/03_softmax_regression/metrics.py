# Dilara Y. -- chapter 3
import torch
from torch import Tensor


def accuracy(logits: Tensor, targets: Tensor) -> float:
    N = len(targets)
    if N == 0:
        raise ValueError("empty sample")
    return torch.count_nonzero(logits.argmax(1) == targets).item() / N


def confusion_matrix(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    C = num_classes
    guess = logits.argmax(1)
    # contingency table: count the pairs (true, guess)
    table = torch.zeros(C * C, dtype=torch.long, device=logits.device)
    table.index_add_(0, C * targets + guess, torch.ones_like(targets))
    return table.view(C, C)


def per_class_accuracy(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    """recall of each class = diagonal / row sums"""
    table = confusion_matrix(logits, targets, num_classes).float()
    return table.diagonal() / table.sum(1)
