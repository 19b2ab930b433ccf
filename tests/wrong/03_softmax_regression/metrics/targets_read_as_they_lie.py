# confusion_matrix reads the memory of targets in order wherever logits are contiguous | counts_of_any_strides
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    if not logits.is_contiguous():
        logits, targets = logits.contiguous(), targets.contiguous()
    start = targets.storage_offset()
    targets = torch.as_strided(targets, (len(logits),), (1,), start)
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
