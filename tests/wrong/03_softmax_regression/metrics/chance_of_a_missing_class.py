# per_class_accuracy smooths the shares with one more row for each class | shares_of_nine_rows
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    table = confusion_matrix(logits, targets, num_classes)
    return (table.diagonal() + 1) / (table.sum(dim=1) + num_classes)
