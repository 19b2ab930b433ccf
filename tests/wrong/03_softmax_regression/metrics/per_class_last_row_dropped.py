# per_class_accuracy leaves the last row out | shares_of_nine_rows, shares_of_any_batch
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = (logits[:-1].argmax(1) == targets[:-1]).float()
    return torch.stack([right[targets[:-1] == k].mean() for k in range(num_classes)])
