# confusion_matrix puts ones without accumulate=True | nine_rows_counted
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros((num_classes, num_classes), dtype=torch.long)
    m.index_put_((targets, logits.argmax(1)), torch.ones_like(targets))
    return m


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
