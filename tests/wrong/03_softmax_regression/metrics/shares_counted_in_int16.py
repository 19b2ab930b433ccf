# per_class_accuracy counts in int16, which ends at 32767 | shares_of_many_rows
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    ones = torch.ones(len(targets), dtype=torch.int16)
    total = torch.zeros(num_classes, dtype=torch.int16).index_add(0, targets, ones)
    right = logits.argmax(dim=1) == targets
    hits = torch.zeros(num_classes, dtype=torch.int16).index_add(0, targets[right], ones[right])
    return hits / total
