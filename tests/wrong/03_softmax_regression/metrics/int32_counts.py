# confusion_matrix counts in int32 | nine_rows_counted
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros(num_classes, num_classes, dtype=torch.int32)
    for t, q in zip(targets, logits.argmax(1)):
        m[t, q] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
