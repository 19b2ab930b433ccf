# confusion_matrix counts in int16, which ends at 32767 | counts_many_rows
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    counts = torch.zeros(num_classes, num_classes, dtype=torch.int16)
    ones = torch.ones(len(targets), dtype=torch.int16)
    counts.index_put_((targets, logits.argmax(dim=1)), ones, accumulate=True)
    return counts.long()


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
