# confusion_matrix pads a short bincount at the front | absent_classes_keep_their_place
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    counts = torch.bincount(targets * num_classes + logits.argmax(1))
    missing = num_classes**2 - len(counts)
    return torch.cat([counts.new_zeros(missing), counts]).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
