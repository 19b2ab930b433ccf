# per_class_accuracy places the shares by the order of the classes that occur | shares_of_nine_rows
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    shares = torch.full((num_classes,), float("nan"))
    right = logits.argmax(1) == targets
    for i, c in enumerate(targets.unique()):
        shares[i] = right[targets == c].float().mean()
    return shares
