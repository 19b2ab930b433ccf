# per_class_accuracy ends at the largest target | shares_of_any_batch
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
    right = (logits.argmax(1) == targets).float()
    return torch.stack([right[targets == k].mean() for k in range(int(targets.max()) + 1)])
