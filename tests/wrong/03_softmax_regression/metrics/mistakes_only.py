# confusion_matrix counts the mistakes only | nine_rows_counted
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, q in zip(targets.tolist(), logits.argmax(1).tolist()):
        if t != q:
            m[t, q] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
