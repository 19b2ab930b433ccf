import torch
from torch import Tensor


def accuracy(logits: Tensor, targets: Tensor) -> float:
    if logits.shape[0] == 0:
        raise ValueError("no rows")
    right = 0
    for row, t in zip(logits, targets):
        if row.argmax() == t:
            right += 1
    return right / logits.shape[0]


def confusion_matrix(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    counts = [[0] * num_classes for _ in range(num_classes)]
    for row, t in zip(logits, targets):
        p = row.argmax().item()
        counts[t.item()][p] += 1
    # print(counts)
    return torch.tensor(counts, device=logits.device)


def per_class_accuracy(logits: Tensor, targets: Tensor, num_classes: int) -> Tensor:
    m = confusion_matrix(logits, targets, num_classes)
    result = []
    for c in range(num_classes):
        total = m[c].sum().item()
        if total == 0:
            result.append(float("nan"))
        else:
            result.append(m[c, c].item() / total)
    return torch.tensor(result, device=logits.device)
