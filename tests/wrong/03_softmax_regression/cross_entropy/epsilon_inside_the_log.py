# cross_entropy adds 1e-9 inside the logarithm, so a confident mistake costs 20.7 at most | any_finite_size, learns_from_confident_mistakes
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = (logits.softmax(1) + 1e-9).log()
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
