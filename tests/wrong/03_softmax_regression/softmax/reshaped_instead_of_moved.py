# softmax reshapes dim to the front instead of moving it there | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    x = logits.reshape(logits.shape[dim], -1)
    e = torch.exp(x - x.amax(0, keepdim=True))
    return (e / e.sum(0, keepdim=True)).reshape(logits.shape)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
