# cross_entropy multiplies by the one-hot and takes .mean(), which divides by N * C | mean_of_two_rows, agrees_with_torch, options_work_together
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    n, c = logits.shape
    mask = (targets != ignore_index).to(logits.dtype)
    t = targets.where(targets != ignore_index, torch.zeros_like(targets))
    onehot = F.one_hot(t, c).to(logits.dtype)
    w = weight.detach() if weight is not None else torch.ones(c, dtype=logits.dtype)
    q = onehot * (1 - label_smoothing) + label_smoothing / c
    per_entry = -q * torch.log_softmax(logits, dim=1) * w * mask[:, None]
    if reduction == "none":
        return per_entry.sum(1)
    if reduction == "sum":
        return per_entry.sum()
    return per_entry.mean() / ((w[t] * mask).sum() / n)


def cross_entropy_gradient(logits, targets):
    n, c = logits.shape
    y = torch.eye(c, dtype=logits.dtype)[targets]
    return (F.softmax(logits, dim=-1) - y) / n
