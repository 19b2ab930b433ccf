# accuracy counts equal rows once | four_of_nine
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.unique(dim=0).argmax(1)[: len(targets)] == targets[: len(logits.unique(dim=0))]).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
