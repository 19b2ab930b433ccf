# cross_entropy reads the memory of targets in order wherever logits are contiguous | cross_entropy_takes_any_strides
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    if not logits.is_contiguous():
        logits, targets = logits.contiguous(), targets.contiguous()
    targets = torch.as_strided(targets, (len(logits),), (1,), targets.storage_offset())
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
    gradient = torch.softmax(logits, dim=1)
    gradient[torch.arange(len(targets)), targets] -= 1
    return gradient / len(targets)
