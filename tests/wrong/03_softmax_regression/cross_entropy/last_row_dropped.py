# cross_entropy loops to N - 1 | agrees_with_torch, mean_of_two_rows
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    n, c = logits.shape
    logp = torch.log_softmax(logits, dim=1)
    w = torch.ones(c, dtype=logits.dtype) if weight is None else weight.detach()
    zero = logits.sum() * 0
    rows = [zero] * n
    total = zero
    for i in range(n - 1):
        t = int(targets[i])
        if t != ignore_index:
            rows[i] = -(1 - label_smoothing) * w[t] * logp[i, t] - label_smoothing * (w * logp[i]).mean()
            total = total + w[t]
    loss = torch.stack(rows)
    return {"none": loss, "sum": loss.sum(), "mean": loss.sum() / total}[reduction]


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
