# cross_entropy spreads label_smoothing over the C - 1 other classes | smooths_the_labels
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    n, c = logits.shape
    keep = targets != ignore_index
    t = torch.where(keep, targets, torch.zeros_like(targets))
    w = torch.ones(c, dtype=logits.dtype) if weight is None else weight.detach()
    q = torch.full_like(logits, label_smoothing / max(c - 1, 1))
    q.scatter_(1, t[:, None], 1.0 - label_smoothing)
    loss = -(q * w * torch.log_softmax(logits, dim=1)).sum(dim=1) * keep
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
