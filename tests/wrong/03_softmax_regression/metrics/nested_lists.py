# confusion_matrix returns nested lists | nine_rows_counted
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    m = [[0] * num_classes for _ in range(num_classes)]
    for t, q in zip(targets.tolist(), logits.argmax(1).tolist()):
        m[t][q] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
