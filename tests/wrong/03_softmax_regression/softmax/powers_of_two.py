# softmax exponentiates with base 2 | logarithms_come_back
import torch


def softmax(logits, dim=-1):
    e = 2.0 ** (logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
