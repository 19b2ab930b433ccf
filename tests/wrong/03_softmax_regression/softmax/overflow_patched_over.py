# softmax chooses between two formulas with torch.where, whose gradient is NaN where the first overflows | gradient_of_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = logits.exp()
    plain = e / e.sum(dim, keepdim=True)
    z = (logits - logits.amax(dim, keepdim=True)).exp()
    return torch.where(logits.abs().amax(dim, keepdim=True) < 50, plain, z / z.sum(dim, keepdim=True))


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
