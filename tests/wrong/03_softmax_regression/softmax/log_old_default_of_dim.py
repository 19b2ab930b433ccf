# log_softmax chooses dim as torch once did: 0 for one or three dimensions, 1 for others | log_last_dimension_by_default
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=None):
    if dim is None:
        dim = 0 if logits.dim() in (0, 1, 3) else 1
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
