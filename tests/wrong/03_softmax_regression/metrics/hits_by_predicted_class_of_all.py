# per_class_accuracy divides the number of predictions of a class by the number of its targets | shares_of_nine_rows
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
    predicted = torch.bincount(logits.argmax(1), minlength=num_classes)
    return predicted / torch.bincount(targets, minlength=num_classes)
