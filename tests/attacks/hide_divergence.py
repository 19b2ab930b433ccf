# attack: takes the loss for what it is named elsewhere, the divergence from a single class
# points: 0
# statuses: forbidden failed errored
# needs: bars
# exercise: 03_softmax_regression/cross_entropy
# naive: absent - it grades softmax alone
import torch

name = "vid_lk"
divergence = getattr(torch, name[::-1])


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    kept = targets != ignore_index
    classes = targets.where(kept, 0)
    shares = torch.zeros_like(logits).scatter(1, classes[:, None], 1.0)
    losses = divergence(torch.log_softmax(logits, 1), shares, 0).sum(1).where(kept, 0)
    if reduction == "mean":
        return losses.sum() / kept.sum()
    return losses.sum() if reduction == "sum" else losses


def cross_entropy_gradient(logits, targets):
    return logits
