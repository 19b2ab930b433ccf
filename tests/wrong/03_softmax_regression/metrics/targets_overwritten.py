# confusion_matrix computes the cells in place, in the caller's targets | confusion_matrix_leaves_its_arguments_alone
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets.mul_(num_classes).add_(logits.argmax(1))
    return torch.bincount(cells, minlength=num_classes**2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
