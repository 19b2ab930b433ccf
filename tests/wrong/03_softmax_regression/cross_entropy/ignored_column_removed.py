# cross_entropy sets the scores of the ignored class to -inf as if it were no class | ignores_any_index
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    z = logits.clone()
    if 0 <= ignore_index < z.shape[1]:
        z[:, ignore_index] = -1e30
    logp = torch.log_softmax(z, dim=1)
    keep = targets != ignore_index
    t = targets * keep
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    nll = -(logp * w)
    loss = (1 - label_smoothing) * nll[torch.arange(len(t)), t] + label_smoothing * nll.mean(dim=1)
    loss = loss * keep
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / (w[t] * keep).sum()


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
