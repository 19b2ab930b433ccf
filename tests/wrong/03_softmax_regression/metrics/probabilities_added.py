# confusion_matrix adds the probabilities up instead of counting predictions | counts_of_any_batch, counts_by_the_largest_score
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros(num_classes, num_classes, dtype=logits.dtype)
    m.index_add_(0, targets, torch.softmax(logits, 1))
    return m.round().long()


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
