# per_class_accuracy counts the hits in uint8, which begins again at 256 | shares_of_many_rows
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
    predicted = logits.argmax(1)
    hits = torch.zeros(num_classes, dtype=torch.uint8)
    for t, q in zip(targets, predicted):
        hits[t] += (t == q).item()
    return hits / torch.bincount(targets, minlength=num_classes)
