# adds the exponentials from the smallest to the largest
import torch


def _shift(logits, dim):
    return logits - torch.topk(logits, 1, dim=dim).values


def _total(z, dim):
    return torch.cumsum(z.exp().sort(dim=dim).values, dim).narrow(dim, z.shape[dim] - 1, 1)


def softmax(logits, dim=-1):
    z = _shift(logits, dim)
    return z.exp() * _total(z, dim).reciprocal()


def log_softmax(logits, dim=-1):
    z = _shift(logits, dim)
    return z - torch.log1p(_total(z, dim) - 1)
