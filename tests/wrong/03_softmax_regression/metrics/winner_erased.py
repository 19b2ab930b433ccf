# accuracy marks the winners in the caller's scores | accuracy_leaves_its_arguments_alone
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    predicted = logits.argmax(1)
    logits[torch.arange(len(predicted)), predicted] = -1.0
    return (predicted == targets).float().mean().item()


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return cells.bincount(minlength=num_classes ** 2).view(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
