# cross_entropy finds torch's function by a name put together at run time | agrees_with_torch
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    name = "_".join(["cross", "entropy"])
    f = getattr(torch.nn.functional, name)
    w = None if weight is None else weight.detach()
    return f(logits, targets, weight=w, ignore_index=ignore_index, reduction=reduction, label_smoothing=label_smoothing)


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
