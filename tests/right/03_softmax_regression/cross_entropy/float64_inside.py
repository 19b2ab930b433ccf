# computes in float64 and casts the result back
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    wide = logits.double()
    weights = torch.ones(wide.shape[1], dtype=torch.float64)
    if weight is not None:
        with torch.no_grad():
            weights = weight.double()
    kept = targets != ignore_index
    safe = torch.where(kept, targets, 0)
    wide = wide - wide.max(dim=1, keepdim=True).values
    costs = (wide.exp().sum(dim=1, keepdim=True).log() - wide) * weights
    loss = (1 - label_smoothing) * costs[torch.arange(len(safe)), safe]
    loss = loss + label_smoothing * costs.sum(dim=1) / costs.shape[1]
    loss = torch.where(kept, loss, 0.0)
    if reduction != "none":
        loss = loss.sum()
    if reduction == "mean":
        loss = loss / weights[safe[kept]].sum()
    return loss.to(logits.dtype)


def cross_entropy_gradient(logits, targets):
    wide = logits.double()
    p = torch.exp(wide - wide.amax(dim=1, keepdim=True))
    p /= p.sum(dim=1, keepdim=True)
    p[torch.arange(p.shape[0]), targets] -= 1.0
    p /= p.shape[0]
    return p.to(logits.dtype)
