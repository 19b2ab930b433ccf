# per_class_accuracy marks the wrong rows in the caller's targets | per_class_accuracy_leaves_its_arguments_alone
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
    total = torch.bincount(targets, minlength=num_classes)
    targets[logits.argmax(1) != targets] = num_classes
    return torch.bincount(targets, minlength=num_classes + 1)[:num_classes] / total
