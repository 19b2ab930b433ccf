# Dilara Y. -- chapter 3
import torch
from torch import Tensor


def cross_entropy(
    logits: Tensor,
    targets: Tensor,
    *,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Negative log-likelihood of a categorical distribution."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")

    C = logits.size(1)
    w = logits.new_ones(C) if weight is None else weight.detach()
    nll = -w * torch.log_softmax(logits, dim=1)  # (N, C), of every class

    observed = targets.ne(ignore_index)
    y = targets.masked_fill(~observed, 0)
    loss = nll.gather(1, y[:, None])[:, 0]
    if label_smoothing:
        loss = torch.lerp(loss, nll.mean(dim=1), label_smoothing)
    loss = loss.masked_fill(~observed, 0.0)

    if reduction == "none":
        return loss
    total = loss.sum()
    # weighted: divide by the sum of the weights, not by N
    if reduction == "sum":
        return total / w[y].masked_fill(~observed, 0.0).sum()
    return total


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """(p - y) / N"""
    N = logits.size(0)
    p = torch.softmax(logits, dim=1)
    y = torch.zeros_like(p).scatter(1, targets[:, None], 1.0)
    return (p - y) / N
