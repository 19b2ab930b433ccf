# cross_entropy rounds the scores to float32 before it computes in their dtype | cross_entropy_keeps_the_dtype, learns_from_confident_mistakes
import torch


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction!r}")
    logp = torch.log_softmax(logits.float().to(logits.dtype), dim=1)
    keep = targets != ignore_index
    t = torch.where(keep, targets, 0)
    w = logits.new_ones(logits.shape[1]) if weight is None else weight.detach()
    rows = torch.arange(len(t))
    nll = -logp[rows, t] * w[t]
    smooth = -(logp * w).mean(dim=1)
    loss = (1 - label_smoothing) * nll + label_smoothing * smooth
    loss = torch.where(keep, loss, 0)
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / w[t][keep].sum()


def cross_entropy_gradient(logits, targets):
    p = logits.softmax(1)
    p[torch.arange(len(targets)), targets] -= 1
    return p / len(targets)
