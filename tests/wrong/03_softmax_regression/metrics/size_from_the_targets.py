# confusion_matrix is as large as the largest target needs | counts_of_any_batch, absent_classes_keep_their_place
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    n = int(max(targets.max(), logits.argmax(1).max())) + 1
    return torch.bincount(targets * n + logits.argmax(1), minlength=n * n).reshape(n, n)


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
