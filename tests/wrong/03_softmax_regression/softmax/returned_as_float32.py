# softmax casts to float32, so float64 comes back as float32 | softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    x = logits.float()
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
