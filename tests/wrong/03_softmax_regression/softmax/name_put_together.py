# softmax finds torch's function by a name put together at run time | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    return getattr(torch, 'soft' + 'max')(logits, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
