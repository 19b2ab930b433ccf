# log_softmax takes the logarithm of the probability unless it is 0 | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    exact = z - z.exp().sum(dim, keepdim=True).log()
    p = z.exp() / z.exp().sum(dim, keepdim=True)
    return torch.where((p > 0) & (p < 1e-38), p.log(), exact)
