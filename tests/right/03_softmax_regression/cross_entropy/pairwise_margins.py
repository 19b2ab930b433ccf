# -log p of a class is the log-sum-exp of the margins of all classes over it
import torch
from torch import Tensor


def _costs(logits: Tensor) -> Tensor:
    """(N, C): -log p of every class."""
    margins = logits.unsqueeze(1) - logits.unsqueeze(2)
    return torch.logsumexp(margins, dim=2)


def cross_entropy(
    logits: Tensor, targets: Tensor, *, weight: Tensor | None = None, ignore_index: int = -100,
    reduction: str = "mean", label_smoothing: float = 0.0,
) -> Tensor:
    if reduction not in {"mean", "sum", "none"}:
        raise ValueError(reduction)
    rows, classes = logits.shape
    counts = (targets != ignore_index).to(logits.dtype)
    share = torch.full_like(logits, label_smoothing / classes)
    chosen = torch.where(targets == ignore_index, torch.zeros_like(targets), targets)
    share[torch.arange(rows), chosen] += 1 - label_smoothing
    if weight is not None:
        share = share * weight.detach()
        divisor = (weight.detach()[chosen] * counts).sum()
    else:
        divisor = counts.sum()
    losses = (share * _costs(logits)).sum(dim=1) * counts
    return {"mean": losses.sum() / divisor, "sum": losses.sum(), "none": losses}[reduction]


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    p = torch.exp(-_costs(logits))
    for n, t in enumerate(targets):
        p[n, t] -= 1
    return p / logits.size(0)
