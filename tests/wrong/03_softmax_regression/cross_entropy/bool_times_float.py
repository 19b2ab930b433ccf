# cross_entropy multiplies a mask by a Python number, which makes a float32 tensor with float32's 1 - 0.1 | cross_entropy_keeps_the_dtype
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    n, c = logits.shape
    keep = targets != ignore_index
    hot = torch.arange(c) == targets[:, None]
    w = torch.ones(c, dtype=logits.dtype) if weight is None else weight.detach()
    q = (hot * (1 - label_smoothing) + label_smoothing / c) * keep[:, None]
    loss = -(q * w * torch.log_softmax(logits, dim=1)).sum(dim=1)
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / (hot * w * keep[:, None]).sum()


def cross_entropy_gradient(logits, targets):
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
