# softmax divides by the largest score instead of subtracting it | agrees_with_torch, logarithms_come_back
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits / logits.abs().amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
