# adds the exponentials up class by class with logaddexp
import functools

import torch


def _log_total(logits):
    return functools.reduce(torch.logaddexp, logits.unbind(dim=1))


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    classes = logits.shape[1]
    total = _log_total(logits)
    w = [1.0] * classes if weight is None else weight.detach().tolist()
    loss = torch.zeros_like(total)
    divisor = torch.zeros_like(total)
    keep = targets != ignore_index
    for k, score in enumerate(logits.unbind(1)):
        here = ((targets == k) & keep).to(score.dtype)
        share = (1 - label_smoothing) * here + label_smoothing / classes * keep.to(score.dtype)
        loss = loss + w[k] * share * (total - score)
        divisor = divisor + w[k] * here
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / divisor.sum()


def cross_entropy_gradient(logits, targets):
    total = _log_total(logits)
    columns = [
        ((score - total).exp() - (targets == k).to(logits.dtype)) / len(targets)
        for k, score in enumerate(logits.unbind(1))
    ]
    return torch.stack(columns, dim=1)
