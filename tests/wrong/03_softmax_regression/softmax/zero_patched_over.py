# log_softmax replaces the logarithm of 0 with torch.where, whose gradient is NaN there | log_gradient_of_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    total = z.exp().sum(dim, keepdim=True)
    p = z.exp() / total
    return torch.where(p > 0.1, p.log(), z - total.log())
