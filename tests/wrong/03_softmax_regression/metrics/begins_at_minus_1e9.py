# accuracy looks for the largest score beginning at -1e9 | sees_the_largest_score
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    best = torch.full((len(targets),), -1e9, dtype=logits.dtype)
    predicted = torch.full_like(targets, -1)
    for i, scores in enumerate(logits.unbind(1)):
        predicted = torch.where(scores > best, i, predicted)
        best = torch.maximum(best, scores)
    return (predicted == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
