# confusion_matrix casts the scores to float32, where close ones are tied | counts_by_the_largest_score
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    q = logits.to(torch.float32).max(dim=1).indices
    return torch.bincount(targets * num_classes + q, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
