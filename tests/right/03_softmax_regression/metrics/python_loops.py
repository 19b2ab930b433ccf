# loops over rows of Python numbers
import math

import torch


def _predicted(logits):
    return [max(range(len(row)), key=row.__getitem__) for row in logits.tolist()]


def accuracy(logits, targets):
    found = _predicted(logits)
    if not found:
        raise ValueError(f"no rows in {tuple(logits.shape)}")
    correct = 0
    for p, t in zip(found, targets.tolist()):
        if p == t:
            correct += 1
    return correct / len(found)


def confusion_matrix(logits, targets, num_classes):
    table = [[0 for _ in range(num_classes)] for _ in range(num_classes)]
    for p, t in zip(_predicted(logits), targets.tolist()):
        table[t][p] += 1
    return torch.tensor(table)


def per_class_accuracy(logits, targets, num_classes):
    table = confusion_matrix(logits, targets, num_classes).tolist()
    return torch.tensor([row[k] / sum(row) if sum(row) else math.nan for k, row in enumerate(table)])
