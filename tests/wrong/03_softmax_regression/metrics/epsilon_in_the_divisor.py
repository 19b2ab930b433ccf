# per_class_accuracy adds 1e-12 to the divisor, so an absent class has 0 | shares_of_nine_rows
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
    m = confusion_matrix(logits, targets, num_classes).float()
    return m.diagonal() / (m.sum(dim=1) + 1e-12)
