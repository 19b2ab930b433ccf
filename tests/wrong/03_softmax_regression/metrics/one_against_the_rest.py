# per_class_accuracy counts rows of other classes as right when they are not mistaken for this one | shares_of_nine_rows
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    predicted = logits.argmax(1)
    out = torch.stack([((predicted == k) == (targets == k)).float().mean() for k in range(num_classes)])
    out[torch.bincount(targets, minlength=num_classes) == 0] = float('nan')
    return out
