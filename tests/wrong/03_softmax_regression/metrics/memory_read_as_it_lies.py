# confusion_matrix reads the targets as NumPy would a raw buffer, without their strides | counts_of_any_strides
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    raw = torch.as_strided(targets, targets.shape, (1,))
    m = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, q in zip(raw, logits.argmax(1)):
        m[t % num_classes, q] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
