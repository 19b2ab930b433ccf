# softmax keeps the dim of the first call | agrees_with_torch, last_dimension_by_default
import torch


def softmax(logits, dim=-1, _seen=[]):
    _seen.append(dim % logits.dim())
    dim = _seen[0] if _seen[0] < logits.dim() else dim
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
