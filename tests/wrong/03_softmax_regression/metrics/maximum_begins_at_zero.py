# accuracy looks for the largest score beginning at 0, so all-negative rows have none | sees_the_largest_score
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    correct = 0
    for row, target in zip(logits, targets):
        best, best_class = 0.0, -1
        for k, score in enumerate(row.tolist()):
            if score > best:
                best, best_class = score, k
        correct += best_class == target.item()
    return correct / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
