# per_class_accuracy adds to counts in mutable defaults, so earlier batches count too | shares_of_any_batch, shares_in_float32
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes, seen={}):
    hits = seen.setdefault(("hits", num_classes), torch.zeros(num_classes))
    total = seen.setdefault(("total", num_classes), torch.zeros(num_classes))
    for t, q in zip(targets, logits.argmax(1)):
        total[t] += 1
        hits[t] += t == q
    return hits / total
