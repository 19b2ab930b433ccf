# softmax adds a detached copy to itself, so the gradient counts twice | softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    p = e / e.sum(dim, keepdim=True)
    return p + p - p.detach()


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
