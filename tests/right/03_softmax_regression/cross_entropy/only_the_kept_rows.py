# selects the rows that are not ignored, and puts their losses back
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    rows = (targets != ignore_index).nonzero().flatten()
    t = targets[rows]
    logp = logits[rows] - torch.logsumexp(logits[rows], dim=1, keepdim=True)
    if weight is not None:
        w = weight.detach().clone()
        logp = logp * w
        divisor = w[t].sum()
    else:
        divisor = len(rows)
    picked = torch.stack([logp[i, k] for i, k in enumerate(t.tolist())]) if len(t) else logp[:, 0]
    loss = -((1 - label_smoothing) * picked + label_smoothing * logp.mean(dim=1))
    if reduction == "mean":
        return loss.sum() / divisor
    if reduction == "sum":
        return loss.sum()
    return torch.zeros_like(logits[:, 0]).index_put((rows,), loss)


def cross_entropy_gradient(logits, targets):
    flat = torch.softmax(logits, dim=1).reshape(-1)
    places = torch.arange(len(targets)) * logits.shape[1] + targets
    flat = flat.index_add(0, places, -torch.ones(len(targets), dtype=logits.dtype))
    return flat.reshape(logits.shape) / len(targets)
