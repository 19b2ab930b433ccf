# softmax takes the absolute value of dim | agrees_with_torch, last_dimension_by_default
import torch


def softmax(logits, dim=-1):
    dim = abs(dim) if logits.dim() > 1 else 0
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
