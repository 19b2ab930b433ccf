# confusion_matrix counts the second guess of wrong rows as well | counts_of_any_batch
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    table = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, order in zip(targets.tolist(), logits.argsort(1, descending=True).tolist()):
        table[t, order[0]] += 1
        if order[0] != t and len(order) > 1 and order[1] == t:
            table[t, t] += 1
    return table


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
