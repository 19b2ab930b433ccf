# confusion_matrix reshapes a bincount that ends at the last pair that occurs | absent_classes_keep_their_place, counts_of_any_batch
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    return torch.bincount(targets * num_classes + logits.argmax(1)).reshape(num_classes, num_classes)


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
