# cross_entropy normalises the caller's weights in place | cross_entropy_leaves_its_arguments_alone
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.log_softmax(logits, dim=1)
    keep = targets != ignore_index
    t = targets * keep
    scale = 1.0
    if weight is None:
        w = torch.ones_like(logits[0])
    else:
        w = weight.detach()
        scale = w.sum().item()
        w /= scale
    loss = ((1 - label_smoothing) * -(logp * w)[range(len(t)), t] - label_smoothing * (logp * w).mean(1)) * keep
    if reduction == "none":
        return loss * scale
    if reduction == "sum":
        return loss.sum() * scale
    return loss.sum() / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
