# confusion_matrix counts in bfloat16, which has no 257 | counts_many_rows
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros(num_classes, num_classes, dtype=torch.bfloat16)
    for t, q in zip(targets, logits.argmax(1)):
        m[t, q] += 1
    return m.long()


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
