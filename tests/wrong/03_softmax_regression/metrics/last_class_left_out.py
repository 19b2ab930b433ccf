# confusion_matrix loops over the classes up to num_classes - 1 | absent_classes_keep_their_place, counts_of_any_batch
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    predicted = logits.argmax(1)
    m = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t in range(num_classes):
        for q in range(num_classes - 1):
            m[t, q] = ((targets == t) & (predicted == q)).sum()
    return m


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
