# per_class_accuracy gives every class the accuracy of the batch | shares_of_nine_rows
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    out = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets.tolist(), logits.argmax(dim=1).tolist()):
        out[t, p] += 1
    return out


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(1) == targets).float()
    out = right.mean().repeat(num_classes)
    out[torch.bincount(targets, minlength=num_classes) == 0] = float('nan')
    return out
