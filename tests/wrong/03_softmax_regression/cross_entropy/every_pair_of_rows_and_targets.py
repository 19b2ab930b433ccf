# cross_entropy indexes [:, targets], which is every row with every target | agrees_with_torch, mean_of_two_rows
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.log_softmax(logits, dim=1)
    mask = (targets != ignore_index)
    t = targets.masked_fill(~mask, 0)
    weights = torch.ones_like(logits[0]) if weight is None else weight.detach()
    losses = -(logp * weights)[:, t].mean(dim=1)
    losses = (1 - label_smoothing) * losses + label_smoothing * -(logp * weights).mean(dim=1)
    losses = losses * mask
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / (weights[t] * mask).sum()


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
