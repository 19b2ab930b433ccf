# softmax subtracts the first score of each slice | any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.narrow(dim, 0, 1))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
