# confusion_matrix counts in half precision | counts_many_rows
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    true = torch.nn.functional.one_hot(targets, num_classes).half()
    predicted = torch.nn.functional.one_hot(logits.argmax(1), num_classes).half()
    return (true.T @ predicted).long()


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
