# per_class_accuracy forgets minlength for the hits, which end at the last class that is right | shares_of_nine_rows, shares_of_any_batch
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    out = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets.tolist(), logits.argmax(dim=1).tolist()):
        out[t, p] += 1
    return out


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(1) == targets])
    total = torch.bincount(targets, minlength=num_classes)
    return hits / total
