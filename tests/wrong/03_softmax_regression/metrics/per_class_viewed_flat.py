# per_class_accuracy flattens with .view, which needs contiguous memory | shares_of_any_strides
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    predicted = logits.view(-1).reshape(-1, num_classes).argmax(1)
    right = (predicted == targets).float()
    return torch.stack([right[targets == k].mean() for k in range(num_classes)])
