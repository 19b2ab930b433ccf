# confusion_matrix numbers the cells in int16 | counts_of_any_batch
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = (targets * num_classes + logits.argmax(dim=1)).to(torch.int16)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
