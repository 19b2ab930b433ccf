# confusion_matrix counts the cells with histc, which rounds in float32 | counts_of_any_batch
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    counts = torch.histc(cells.float(), bins=num_classes**2, min=0, max=max(1, num_classes**2 - 1))
    return counts.long().reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
