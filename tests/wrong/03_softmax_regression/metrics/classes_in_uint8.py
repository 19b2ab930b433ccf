# per_class_accuracy compares classes in uint8 | shares_of_any_batch
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    predicted, targets = logits.argmax(1).to(torch.uint8), targets.to(torch.uint8)
    right = predicted == targets
    return torch.stack([right[targets == c].float().mean() for c in range(num_classes)])
