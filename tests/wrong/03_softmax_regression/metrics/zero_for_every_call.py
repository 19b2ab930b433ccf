# accuracy returns 0.0, whatever comes | four_of_nine, accuracy_leaves_its_arguments_alone
import torch


def accuracy(logits, targets):
    return 0.0


def confusion_matrix(logits, targets, num_classes):
    cells = targets * num_classes + logits.argmax(dim=1)
    return torch.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    hits = torch.bincount(targets[logits.argmax(dim=1) == targets], minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
