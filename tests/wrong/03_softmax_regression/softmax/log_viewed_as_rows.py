# log_softmax views the tensor as rows, which needs contiguous memory | log_softmax_takes_any_strides
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    d = dim % logits.dim()
    before, size = 1, logits.shape[d]
    for side in logits.shape[:d]:
        before *= side
    x = logits.view(before, size, -1)
    z = x - x.amax(1, keepdim=True)
    return (z - z.exp().sum(1, keepdim=True).log()).reshape(logits.shape)
