# cross_entropy leaves the picking to torch's nll_loss | agrees_with_torch, options_work_together
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = F.log_softmax(logits, dim=1)
    w = None if weight is None else weight.detach()
    loss = F.nll_loss(logp, targets, weight=w, ignore_index=ignore_index, reduction=reduction)
    if not label_smoothing:
        return loss
    keep = targets != ignore_index
    smooth = -(logp if w is None else logp * w).mean(dim=1) * keep
    if reduction != "none":
        smooth = smooth.sum()
    if reduction == "mean":
        smooth = smooth / (keep.sum() if w is None else w[targets[keep]].sum())
    return (1 - label_smoothing) * loss + label_smoothing * smooth


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
