# confusion_matrix divides each row by its sum | nine_rows_counted
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    m = torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)
    return m / m.sum(1, keepdim=True).clamp(min=1)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
