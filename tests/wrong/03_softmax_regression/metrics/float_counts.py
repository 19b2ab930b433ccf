# confusion_matrix counts in torch.zeros, which is float32 | nine_rows_counted, counts_of_any_batch
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros(num_classes, num_classes)
    for t, q in zip(targets, logits.argmax(1)):
        m[t, q] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
