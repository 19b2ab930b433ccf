# softmax computes in float64 and leaves it so | agrees_with_torch, softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits.double() - logits.double().amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
