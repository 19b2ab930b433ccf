# cross_entropy writes class 0 into the caller's ignored targets | cross_entropy_leaves_its_arguments_alone
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    keep = targets != ignore_index
    targets[~keep] = 0
    logp = F.log_softmax(logits, dim=1)
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    nll = -(logp * w)
    loss = (1 - label_smoothing) * nll[torch.arange(len(targets)), targets] + label_smoothing * nll.mean(1)
    loss = loss * keep
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / (w[targets] * keep).sum()


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
