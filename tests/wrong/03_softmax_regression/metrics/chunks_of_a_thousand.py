# per_class_accuracy counts in chunks of 1000 rows and forgets the rows that are left over | shares_of_many_rows
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    return int((logits.argmax(dim=1) == targets).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    size = min(len(targets), 1000)
    table = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for start in range(0, len(targets) - size + 1, size):
        table += confusion_matrix(logits[start:start + size], targets[start:start + size], num_classes)
    return table.diagonal() / table.sum(dim=1)
