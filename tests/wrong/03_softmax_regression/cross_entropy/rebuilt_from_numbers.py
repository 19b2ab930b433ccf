# cross_entropy collects Python floats and makes a new tensor of them, which has no gradient | cross_entropy_has_the_right_gradient
import math

import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    n, c = logits.shape
    w = [1.0] * c if weight is None else weight.tolist()
    rows, total = [], 0.0
    for row, t in zip(torch.log_softmax(logits.detach(), dim=1).tolist(), targets.tolist()):
        if t == ignore_index:
            rows.append(0.0)
            continue
        smooth = -sum(a * b for a, b in zip(w, row)) / c
        rows.append(-(1 - label_smoothing) * w[t] * row[t] + label_smoothing * smooth)
        total += w[t]
    losses = torch.tensor(rows, dtype=logits.dtype)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / total if total else losses.sum() * math.nan


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
