# per_class_accuracy divides by how often the class is predicted | shares_of_nine_rows, shares_of_any_batch
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
    m = confusion_matrix(logits, targets, num_classes)
    return m.diagonal() / m.sum(dim=0)
