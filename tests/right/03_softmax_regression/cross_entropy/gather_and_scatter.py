# gather picks the targets; scatter_add subtracts the ones
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    ignored = targets == ignore_index
    index = targets.masked_fill(ignored, 0)[:, None]
    w = logits.new_ones(logits.size(1)) if weight is None else weight.detach()
    costs = torch.log_softmax(logits, -1).neg().mul(w)
    losses = costs.gather(1, index).squeeze(1)
    if label_smoothing > 0:
        losses = losses * (1 - label_smoothing) + costs.mean(-1) * label_smoothing
    losses = losses.masked_fill(ignored, 0.0)
    if reduction == "none":
        return losses
    total = losses.sum()
    if reduction == "mean":
        total = total / w.gather(0, index[:, 0]).masked_fill(ignored, 0.0).sum()
    return total


def cross_entropy_gradient(logits, targets):
    p = torch.softmax(logits, -1)
    minus_one = torch.full_like(p[:, :1], -1.0)
    return p.scatter_add(1, targets[:, None], minus_one).div(logits.size(0))
