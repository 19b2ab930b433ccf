# accuracy adds a little noise to break ties | sees_the_largest_score
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    noisy = logits + 1e-3 * torch.rand_like(logits)
    return int((noisy.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
