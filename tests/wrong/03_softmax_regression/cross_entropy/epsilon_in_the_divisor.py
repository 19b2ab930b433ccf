# cross_entropy adds 1e-8 to the divisor so that nothing is divided by 0 | nothing_that_counts, cross_entropy_keeps_the_dtype
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.log_softmax(logits, dim=1)
    keep = targets != ignore_index
    t = targets * keep
    w = torch.ones(logits.shape[1], dtype=logits.dtype) if weight is None else weight.detach()
    nll = -logp[torch.arange(len(t)), t] * w[t]
    smooth = -(logp * w).sum(dim=1) / logits.shape[1]
    loss = (1 - label_smoothing) * nll + label_smoothing * smooth
    loss = torch.where(keep, loss, torch.zeros_like(loss))
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / (w[t][keep].sum() + 1e-8)


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
