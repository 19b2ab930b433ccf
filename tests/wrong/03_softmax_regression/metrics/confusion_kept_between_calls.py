# confusion_matrix adds to one matrix for all calls | counts_of_any_batch, counts_by_the_largest_score
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


_tables = {}


def confusion_matrix(logits, targets, num_classes):
    m = _tables.setdefault(num_classes, torch.zeros(num_classes, num_classes, dtype=torch.int64))
    for t, q in zip(targets, logits.argmax(1)):
        m[t, q] += 1
    return m.clone()


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
