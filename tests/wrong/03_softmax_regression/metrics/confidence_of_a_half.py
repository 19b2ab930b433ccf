# accuracy calls a row right only when its probability is above one half | share_of_any_batch
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    chosen = torch.softmax(logits.double(), dim=1).gather(1, targets.unsqueeze(1))
    return int((chosen > 0.5).sum()) / len(logits)


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
