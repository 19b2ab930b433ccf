# accuracy counts in int16, which ends at 32767 | many_rows
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    hits = (logits.argmax(dim=1) == targets).sum(dtype=torch.int16)
    return hits.item() / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
