# cross_entropy multiplies a column of losses by a row of weights, which broadcasts to (N, N) | weights_the_classes, options_work_together
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.log_softmax(logits, dim=1)
    keep = targets != ignore_index
    t = targets.masked_fill(~keep, 0)
    nll = -logp.gather(1, t[:, None])
    if weight is None:
        rows = ((1 - label_smoothing) * nll[:, 0] - label_smoothing * logp.mean(dim=1)) * keep
        count = keep.sum()
    else:
        w = weight.detach()
        rows = (nll * w[t]).mean(dim=1) * (1 - label_smoothing)
        rows = (rows - label_smoothing * (logp * w).mean(dim=1)) * keep
        count = (w[t] * keep).sum()
    if reduction == "none":
        return rows
    return rows.sum() if reduction == "sum" else rows.sum() / count


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
