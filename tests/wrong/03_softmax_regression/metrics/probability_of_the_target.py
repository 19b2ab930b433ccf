# per_class_accuracy averages the probability of the right class | shares_of_nine_rows, shares_in_float32
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    p = logits.softmax(1)[torch.arange(len(targets)), targets].float()
    return torch.stack([p[targets == c].mean() for c in range(num_classes)])
