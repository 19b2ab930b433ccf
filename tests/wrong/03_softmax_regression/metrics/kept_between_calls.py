# accuracy keeps its counts in a mutable default, so earlier batches count too | share_of_any_batch
import torch


def accuracy(logits, targets, counts=[0, 0]):
    if len(logits) == 0:
        raise ValueError("no rows")
    counts[0] += (logits.argmax(1) == targets).sum().item()
    counts[1] += len(targets)
    return counts[0] / counts[1]


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
