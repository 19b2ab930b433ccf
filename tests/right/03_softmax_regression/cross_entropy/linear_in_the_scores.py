# takes the mean score off the log-sum-exp, which rounds as the scores do
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    n, c = logits.shape
    keep = (targets != ignore_index).to(logits.dtype)
    w = torch.ones(c, dtype=logits.dtype) if weight is None else weight.detach()
    hot = torch.zeros_like(logits)
    hot[torch.arange(n), torch.where(targets == ignore_index, 0, targets)] = 1.0
    counts = (hot * w).sum(1) * keep
    lse = torch.logsumexp(logits, 1)
    if weight is None:
        score = (1 - label_smoothing) * (hot * logits).sum(1) + label_smoothing * logits.mean(1)
        losses = (lse - score) * keep
    else:
        q = (1 - label_smoothing) * hot * w + label_smoothing * w / c
        losses = (q.sum(1) * lse - (q * logits).sum(1)) * keep
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / counts.sum()


def cross_entropy_gradient(logits, targets):
    n, c = logits.shape
    rows = []
    for row, target in zip(logits, targets):
        others = torch.arange(c) != target
        p = torch.exp(row - torch.logsumexp(row, 0))
        rows.append(torch.where(others, p, -p[others].sum()) / n)
    return torch.stack(rows)
