# cross_entropy averages the loss of each class before averaging over the classes | agrees_with_torch
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.log_softmax(logits, dim=1)
    keep = targets != ignore_index
    t = targets * keep
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    loss = ((1 - label_smoothing) * -(logp * w)[torch.arange(len(t)), t] - label_smoothing * (logp * w).mean(1)) * keep
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    classes = t[keep].unique()
    return torch.stack([loss[keep & (t == k)].sum() / w[t][keep & (t == k)].sum() for k in classes]).mean() if len(classes) else loss.sum() / 0


def cross_entropy_gradient(logits, targets):
    n, c = logits.shape
    y = torch.eye(c, dtype=logits.dtype)[targets]
    return (F.softmax(logits, dim=-1) - y) / n
