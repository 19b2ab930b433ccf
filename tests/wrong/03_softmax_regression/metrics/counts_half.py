# per_class_accuracy counts in half precision | shares_of_many_rows
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    one_hot = torch.nn.functional.one_hot(targets, num_classes).half()
    right = (logits.argmax(1) == targets).half()
    return (right @ one_hot).float() / one_hot.sum(0).float()
