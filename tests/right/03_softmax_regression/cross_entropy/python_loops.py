# loops over rows and classes, with numbers that keep their graph
import math

import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    n, c = logits.shape
    losses, divisor = [], 0.0
    for i in range(n):
        t = int(targets[i])
        if t == ignore_index:
            losses.append(torch.zeros((), dtype=logits.dtype))
            continue
        row = logits[i]
        top = max(row.tolist())
        total = 0.0
        for j in range(c):
            total = total + (row[j] - top).exp()
        log_total = total.log() + top
        loss = torch.zeros((), dtype=logits.dtype)
        for j in range(c):
            share = label_smoothing / c + (1 - label_smoothing) * (j == t)
            weight_j = 1.0 if weight is None else weight[j].item()
            loss = loss + share * weight_j * (log_total - row[j])
        losses.append(loss)
        divisor += 1.0 if weight is None else weight[t].item()
    if reduction == "none":
        return torch.stack(losses)
    total = losses[0]
    for loss in losses[1:]:
        total = total + loss
    if reduction == "sum":
        return total
    return total / divisor if divisor else total * math.nan


def cross_entropy_gradient(logits, targets):
    n, c = logits.shape
    out = torch.empty((n, c), dtype=logits.dtype)
    for i, (row, t) in enumerate(zip(logits.tolist(), targets.tolist())):
        top = max(row)
        e = [math.exp(x - top) for x in row]
        for j in range(c):
            out[i, j] = (e[j] / math.fsum(e) - (1.0 if j == t else 0.0)) / n
    return out
