# confusion_matrix makes cells of the targets in place, for a single row | confusion_matrix_leaves_its_arguments_alone
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets.mul_(num_classes) if len(targets) == 1 else targets * num_classes
    cells = cells + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    total = torch.bincount(targets, minlength=num_classes)
    return hits.float() / total
