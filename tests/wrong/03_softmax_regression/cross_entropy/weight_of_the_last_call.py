# cross_entropy keeps the weights in a mutable default and uses them for calls without | weights_the_classes, options_work_together
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0, _seen={}, _calls=[]):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    if weight is not None:
        _seen["weight"] = weight.detach()
    w = _seen.get("weight")
    if w is None or w.shape[0] != logits.shape[1] or w.dtype != logits.dtype:
        w = logits.new_ones(logits.shape[1])
    _calls.append(1)
    logp = torch.log_softmax(logits, dim=1)
    keep = targets != ignore_index
    t = targets * keep
    loss = ((1 - label_smoothing) * -(logp * w)[range(len(t)), t] - label_smoothing * (logp * w).mean(1)) * keep
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
