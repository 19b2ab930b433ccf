# numbers the cells and asks unique for their counts
import torch


def accuracy(logits, targets):
    if targets.shape == (0,):
        raise ValueError("accuracy of 0 rows")
    wrong = torch.count_nonzero(logits.argmax(1) - targets)
    return 1.0 - wrong.item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    cells, counts = torch.unique(targets * num_classes + logits.argmax(1), return_counts=True)
    flat = torch.zeros(num_classes * num_classes, dtype=torch.int64)
    flat[cells] = counts
    return flat.unflatten(0, (num_classes, num_classes))


def per_class_accuracy(logits, targets, num_classes):
    confusion = confusion_matrix(logits, targets, num_classes).to(torch.float32)
    return torch.diagonal(confusion) / (confusion @ torch.ones(num_classes))
