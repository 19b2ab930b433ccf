# cross_entropy flattens the scores with .view, which needs contiguous memory | cross_entropy_takes_any_strides
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    n, c = logits.shape
    keep = targets != ignore_index
    t = targets * keep
    w = torch.ones(c, dtype=logits.dtype) if weight is None else weight.detach()
    flat = logits.view(-1)
    lse = torch.logsumexp(logits, dim=1)
    nll = (lse - flat[torch.arange(n) * c + t]) * w[t]
    smooth = ((lse[:, None] - logits) * w).mean(dim=1)
    loss = ((1 - label_smoothing) * nll + label_smoothing * smooth) * keep
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
