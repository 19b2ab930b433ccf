# sums with matrix products, the last row first
import numpy as np
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    logits, targets = logits.flip(0), targets.flip(0)
    n, c = logits.shape
    w = torch.ones(c, dtype=logits.dtype) if weight is None else weight.detach() * 1
    keep = (targets != ignore_index).type_as(logits)
    table = torch.cat([torch.eye(c, dtype=logits.dtype), torch.zeros(1, c, dtype=logits.dtype)])
    hard = table[torch.where(targets == ignore_index, c, targets)]
    soft = (label_smoothing / c) * torch.outer(keep, torch.ones_like(w))
    q = (hard - label_smoothing * hard + soft) @ torch.diag(w)
    costs = -(q * logits.log_softmax(1)) @ torch.ones(c, 1, dtype=logits.dtype)
    if reduction == "none":
        return costs.reshape(n).flip(0)
    total = (torch.ones(1, n, dtype=logits.dtype) @ costs).reshape(())
    return total if reduction == "sum" else total / (hard @ w).sum()


def cross_entropy_gradient(logits, targets):
    x = logits.detach().numpy()
    e = np.exp(x - x.max(axis=1, keepdims=True))
    grad = e / e.sum(axis=1, keepdims=True)
    grad[np.arange(len(x)), targets.numpy()] -= 1
    return torch.from_numpy(grad / len(x))
