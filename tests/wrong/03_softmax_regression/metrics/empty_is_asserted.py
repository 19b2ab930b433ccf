# accuracy asserts that there are rows, which is an AssertionError | no_rows
import torch


def accuracy(logits, targets):
    assert len(targets) > 0, 'no rows'
    return (logits.argmax(1) == targets).float().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
