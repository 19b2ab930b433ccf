# cross_entropy takes the largest score over the batch instead of over the classes before exponentiating | any_finite_size
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    z = logits - logits.max(dim=0).values
    logp = z - z.exp().sum(1, keepdim=True).log() + 0 * logits
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
    n = len(targets)
    g = logits.softmax(1)
    g[torch.arange(n), targets] -= 1
    return g / n
