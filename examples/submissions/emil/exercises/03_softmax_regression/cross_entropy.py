import torch
from torch import Tensor


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction != "mean" and reduction != "sum" and reduction != "none":
        raise ValueError("reduction must be mean or sum or none")
    N = logits.shape[0]
    C = logits.shape[1]
    logp = torch.log_softmax(logits, dim=1)

    losses = []
    divisor = 0
    for n in range(N):
        t = int(targets[n])
        if t == ignore_index:
            losses.append(logits.new_zeros(()))
            continue
        if weight is None:
            w = torch.ones(C, dtype=logits.dtype, device=logits.device)
        else:
            w = weight.detach()
        loss = -w[t] * logp[n, t]
        if label_smoothing != 0:
            uniform = -(w * logp[n]).mean()
            loss = (1 - label_smoothing) * loss + label_smoothing * uniform
        losses.append(loss)
        divisor = divisor + w[t]

    losses = torch.stack(losses)
    if reduction == "none":
        return losses
    elif reduction == "sum":
        return losses.sum()
    else:
        return losses.sum() / divisor     # 0/0 = nan if all are ignored


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    N = logits.shape[0]
    g = torch.softmax(logits, dim=1)
    for n in range(N):
        g[n, targets[n]] = g[n, targets[n]] - 1
    return g / N
