# cross_entropy_gradient approximates the derivative by differences of the loss | cross_entropy_gradient_keeps_the_dtype, gradient_of_any_batch
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    keep = targets != ignore_index
    t = torch.where(keep, targets, 0)
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    nll = -torch.log_softmax(logits, dim=1) * w
    loss = (1 - label_smoothing) * nll[torch.arange(len(t)), t] + label_smoothing * nll.mean(1)
    loss = loss * keep
    if reduction == "none":
        return loss
    total = loss.sum()
    return total if reduction == "sum" else total / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    eps = 1e-4
    n, c = logits.shape
    f = lambda z: -torch.log_softmax(z, 1)[torch.arange(n), targets].mean()
    g = torch.zeros_like(logits)
    for i in range(n):
        for j in range(c):
            step = torch.zeros(n, c, dtype=logits.dtype)
            step[i, j] = eps
            g[i, j] = (f(logits + step) - f(logits - step)) / (2 * eps)
    return g
