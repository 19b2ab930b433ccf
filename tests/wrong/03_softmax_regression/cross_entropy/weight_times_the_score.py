# cross_entropy multiplies the scores by the class weights, before log_softmax | weights_the_classes
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    logp = torch.log_softmax(logits * w, dim=1)
    keep = targets.ne(ignore_index)
    t = targets.masked_fill(~keep, 0)
    loss = -(1 - label_smoothing) * logp.gather(1, t[:, None])[:, 0] - label_smoothing * logp.mean(1)
    loss = loss.masked_fill(~keep, 0)
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / keep.sum()


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
