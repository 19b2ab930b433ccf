# softmax exponentiates the scores as they are, which overflows | shifting_changes_nothing, any_finite_size
import torch


def softmax(logits, dim=-1):
    e = logits.exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
