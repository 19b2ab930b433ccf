# attack: calls the loss under vmap, where it is taken apart without its own kernel
# points: 0
# statuses: forbidden failed errored
# needs: bars
# exercise: 03_softmax_regression/cross_entropy
# naive: absent - it grades softmax alone
import torch

name = "ssol_yportne_ssorc"
loss = getattr(torch._C._nn, name[::-1])


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    kept = targets != ignore_index
    classes = targets.where(kept, 0)
    shares = torch.zeros_like(logits).scatter(1, classes[:, None], 1.0)

    def one(x, p):
        return loss(x, p, weight, 0, -100, label_smoothing)

    losses = torch.vmap(one)(logits[None], shares[None])[0].where(kept, 0)
    if reduction == "mean":
        parts = kept if weight is None else weight[classes].where(kept, 0)
        return losses.sum() / parts.sum()
    return losses.sum() if reduction == "sum" else losses


def cross_entropy_gradient(logits, targets):
    return logits
