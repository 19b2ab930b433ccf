# cross_entropy clamps probabilities to 1e-7 before the logarithm, where the gradient ends | any_finite_size, learns_from_confident_mistakes
import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.softmax(logits, dim=1).clamp(min=1e-7).log()
    keep = targets != ignore_index
    t = targets * keep
    w = torch.ones(logits.shape[1], dtype=logits.dtype) if weight is None else weight.detach()
    nll = -logp[torch.arange(len(t)), t] * w[t]
    smooth = -(logp * w).sum(dim=1) / logits.shape[1]
    loss = (1 - label_smoothing) * nll + label_smoothing * smooth
    loss = torch.where(keep, loss, torch.zeros_like(loss))
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / w[t][keep].sum()


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=1)
    return (probs - F.one_hot(targets, logits.shape[1])) / logits.shape[0]
