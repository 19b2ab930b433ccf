# softmax adds a detached copy to itself, so the gradient counts twice | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    x = 2 * logits - logits.detach()
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
