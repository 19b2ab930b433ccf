# cross_entropy_gradient clamps the probabilities to [1e-7, 1 - 1e-7] | gradient_of_any_finite_size
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    keep = targets != ignore_index
    t = torch.where(keep, targets, 0)
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    nll = -torch.log_softmax(logits, dim=1) * w
    loss = (1 - label_smoothing) * nll[torch.arange(len(t)), t] + label_smoothing * nll.mean(1)
    loss = loss * keep
    if reduction == "none":
        return loss
    total = loss.sum()
    return total if reduction == "sum" else total / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    p = torch.softmax(logits, dim=1).clamp(1e-7, 1 - 1e-7)
    return (p - F.one_hot(targets, p.shape[1])) / len(p)
