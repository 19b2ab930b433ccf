# softmax squeezes the result, so dimensions of size 1 are lost | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return (e / e.sum(dim, keepdim=True)).squeeze()


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
