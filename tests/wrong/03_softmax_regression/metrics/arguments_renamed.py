# every function calls its arguments predictions and labels | four_of_nine, nine_rows_counted, shares_of_nine_rows
import torch


def accuracy(predictions, labels):
    if len(labels) == 0:
        raise ValueError("no rows")
    return (predictions.argmax(1) == labels).sum().item() / len(labels)


def confusion_matrix(predictions, labels, classes):
    cells = labels * classes + predictions.argmax(1)
    return torch.bincount(cells, minlength=classes**2).reshape(classes, classes)


def per_class_accuracy(predictions, labels, classes):
    confusion = confusion_matrix(predictions, labels, classes)
    return confusion.diagonal() / confusion.sum(dim=1)
