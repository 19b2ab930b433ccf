# takes softmax first, and running means
import torch


def _predict(logits):
    return torch.softmax(logits, dim=1).argmax(dim=1)


def accuracy(logits, targets):
    if logits.shape[0] == 0:
        raise ValueError(f"logits has no rows: {logits.shape}")
    mean = 0.0
    for i, hit in enumerate((_predict(logits) == targets).tolist()):
        mean += (hit - mean) / (i + 1)
    return mean


def confusion_matrix(logits, targets, num_classes):
    p = _predict(logits)
    classes = torch.arange(num_classes)
    both = (targets == classes[:, None, None]) & (p == classes[None, :, None])
    return both.sum(dim=2)


def per_class_accuracy(logits, targets, num_classes):
    hits = (_predict(logits) == targets).double()
    mine = (targets == torch.arange(num_classes)[:, None]).double()
    return ((mine @ hits) / mine.sum(dim=1)).float()
