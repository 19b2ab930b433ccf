# the predicted class is the one that no other beats; comparisons are added up
import torch


def _wins(logits):
    """(N, C), True where no score of the row is larger."""
    winners = torch.ones_like(logits, dtype=torch.bool)
    for rival in logits.unbind(dim=1):
        winners &= logits >= rival.unsqueeze(1)
    return winners


def accuracy(logits, targets):
    rows = len(targets)
    if rows < 1:
        raise ValueError(f"{rows} rows have no accuracy")
    return _wins(logits)[torch.arange(rows), targets].double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    wins = _wins(logits)
    return torch.stack([wins[targets == c].sum(dim=0) for c in range(num_classes)])


def per_class_accuracy(logits, targets, num_classes):
    wins = _wins(logits)
    return torch.stack([wins[targets == c, c].float().mean() for c in range(num_classes)])
