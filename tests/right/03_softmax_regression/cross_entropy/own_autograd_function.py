# teaches autograd the loss with a Function that has its own backward
import torch


class _RowLosses(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, q):
        logp = torch.log_softmax(logits, dim=1)
        ctx.save_for_backward(logp, q)
        return -(q * logp).sum(dim=1)

    @staticmethod
    def backward(ctx, upstream):
        logp, q = ctx.saved_tensors
        grad = logp.exp() * q.sum(dim=1, keepdim=True) - q
        return upstream[:, None] * grad, None


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean",
                  label_smoothing=0.0):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be mean, sum or none, not {reduction!r}")
    c = logits.shape[1]
    with torch.no_grad():
        w = torch.ones_like(logits[0]) if weight is None else weight
        keep = targets != ignore_index
        safe = targets * keep
        q = torch.full_like(logits, label_smoothing / c)
        q[torch.arange(len(safe)), safe] += 1 - label_smoothing
        q = q * w * keep[:, None]
        divisor = (w[safe] * keep).sum()
    losses = _RowLosses.apply(logits, q)
    if reduction == "none":
        return losses
    return losses.sum() / divisor if reduction == "mean" else losses.sum()


@torch.no_grad()
def cross_entropy_gradient(logits, targets):
    grad = torch.log_softmax(logits, dim=1).exp_()
    grad -= torch.nn.functional.one_hot(targets, logits.shape[1])
    return grad.div_(len(grad))
