# confusion_matrix puts all rows of a class on the diagonal | nine_rows_counted
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    table = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, q in zip(targets.tolist(), logits.argmax(1).tolist()):
        table[t, t] += 1
        if t != q:
            table[t, q] += 1
    return table


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
