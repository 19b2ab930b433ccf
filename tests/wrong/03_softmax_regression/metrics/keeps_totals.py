# per_class_accuracy keeps the totals of the first batch | shares_of_any_strides
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


TOTALS = {}


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    total = TOTALS.setdefault((len(targets), num_classes), torch.bincount(targets, minlength=num_classes))
    return hits / total
