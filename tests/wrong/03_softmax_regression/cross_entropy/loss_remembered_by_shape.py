# cross_entropy keeps the uniform part of the first batch of each shape | options_work_together
import torch
import torch.nn.functional as F


_uniform = {}


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    kept = targets != ignore_index
    picked = targets.where(kept, 0)
    w = torch.ones_like(logits[0]) if weight is None else weight.detach()
    costs = -w * torch.log_softmax(logits, dim=1)
    losses = (1 - label_smoothing) * costs.gather(1, picked[:, None])[:, 0]
    if label_smoothing:
        uniform = _uniform.setdefault(costs.shape, costs.mean(dim=1))
        losses = losses + label_smoothing * uniform
    losses = losses.where(kept, 0)
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / w[picked].where(kept, 0).sum()


def cross_entropy_gradient(logits, targets):
    one_hot = F.one_hot(targets, logits.shape[1])
    return (torch.softmax(logits, dim=1) - one_hot) / len(logits)
