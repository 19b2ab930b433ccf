# multiplies one-hot matrices
import torch
import torch.nn.functional as F


def _hits(logits, targets):
    return F.one_hot(logits.argmax(dim=-1), logits.shape[1]), F.one_hot(targets, logits.shape[1])


def accuracy(logits, targets):
    if logits.size(0) < 1:
        raise ValueError("accuracy needs at least one row")
    predicted, true = _hits(logits, targets)
    return (predicted * true).sum(1).float().mean().item()


def confusion_matrix(logits, targets, num_classes):
    predicted, true = _hits(logits, targets)
    return true.T @ predicted


def per_class_accuracy(logits, targets, num_classes):
    predicted, true = _hits(logits, targets)
    return torch.einsum("nc,nc->c", predicted, true) / torch.einsum("nc->c", true)
