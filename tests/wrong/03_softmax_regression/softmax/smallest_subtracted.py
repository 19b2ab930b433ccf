# softmax subtracts the smallest score, which leaves a wide spread to overflow | any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amin(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
