# confusion_matrix flattens the scores with .view, which needs contiguous memory | counts_of_any_strides
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    rows = logits.view(-1).view(-1, num_classes)
    m = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, q in zip(targets, rows.argmax(1)):
        m[t, q] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
