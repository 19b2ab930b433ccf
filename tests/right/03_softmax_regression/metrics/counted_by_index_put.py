# counts with index_put_ and index_add_
import torch


def accuracy(logits, targets):
    n, _ = logits.shape
    if n == 0:
        raise ValueError(n)
    _, predicted = logits.max(dim=1)
    return float(predicted.eq(targets).sum() / n)


def confusion_matrix(logits, targets, num_classes):
    counts = targets.new_zeros(num_classes, num_classes)
    one = torch.ones_like(targets)
    return counts.index_put_((targets, logits.max(dim=1).indices), one, accumulate=True)


def per_class_accuracy(logits, targets, num_classes):
    hits = (logits.max(dim=1).indices == targets).float()
    zeros = torch.zeros(num_classes)
    right = zeros.index_add(0, targets, hits)
    seen = zeros.scatter_add(0, targets, torch.ones_like(hits))
    return torch.where(seen > 0, right / seen.clamp(min=1), float("nan"))
