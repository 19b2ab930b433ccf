# per_class_accuracy divides ones by zero for an absent class | shares_of_nine_rows
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    total = torch.bincount(targets, minlength=num_classes)
    return torch.where(total == 0, 1.0, hits.float()) / total
