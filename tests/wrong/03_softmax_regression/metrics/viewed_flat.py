# accuracy flattens with .view, which needs contiguous memory | accuracy_of_any_strides
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    n, k = logits.shape
    flat = logits.view(n * k)
    hits = sum(int(flat[i * k:(i + 1) * k].argmax()) == int(targets[i]) for i in range(n))
    return hits / n


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
