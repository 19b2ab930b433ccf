# counts with NumPy
import numpy as np
import torch


def accuracy(logits, targets):
    x, t = logits.numpy(), targets.numpy()
    if x.shape[0] == 0:
        raise ValueError("empty batch")
    return float(np.mean(np.argmax(x, axis=1) == t))


def confusion_matrix(logits, targets, num_classes):
    table = np.zeros((num_classes, num_classes), dtype=np.int64)
    np.add.at(table, (targets.numpy(), logits.numpy().argmax(axis=1)), 1)
    return torch.from_numpy(table)


def per_class_accuracy(logits, targets, num_classes):
    table = confusion_matrix(logits, targets, num_classes).numpy()
    with np.errstate(invalid="ignore"):
        shares = np.diag(table) / table.sum(axis=1)
    return torch.tensor(shares, dtype=torch.float32)
