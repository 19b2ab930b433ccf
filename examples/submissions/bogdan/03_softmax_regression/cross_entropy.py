import torch


def cross_entropy(
    logits, targets, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    if reduction not in ["mean", "sum", "none"]:
        raise ValueError("reduction?? " + str(reduction))
    n, c = logits.shape
    if weight is None:
        w = torch.ones_like(logits[0])
    else:
        w = weight
    w = w.detach()
    logp = torch.log_softmax(logits, 1)
    mask = targets != ignore_index
    t = torch.where(mask, targets, 0)  # index must be valid, the row is masked out later anyway
    wt = torch.where(mask, w[t], 0)
    l = -logp[range(n), t] * wt
    if label_smoothing > 0:
        u = -(logp * w).mean(1)
        l = (1 - label_smoothing) * l + label_smoothing * torch.where(mask, u, 0)
    if reduction == "none":
        return l
    if reduction == "sum":
        return l.sum()
    return l.sum() / wt.sum()


def cross_entropy_gradient(logits, targets):
    n, c = logits.shape
    g = torch.softmax(logits, 1)
    g[range(n), targets] -= 1
    return g / n
