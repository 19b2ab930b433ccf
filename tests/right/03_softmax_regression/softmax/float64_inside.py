# computes in float64 and casts the result back
import torch


def _wide(logits, dim):
    wide = logits.to(torch.float64)
    return wide - wide.detach().amax(dim, keepdim=True)


def softmax(logits, dim=-1):
    e = _wide(logits, dim).exp()
    return e.div(e.sum(dim, keepdim=True)).to(logits.dtype)


def log_softmax(logits, dim=-1):
    z = _wide(logits, dim)
    return z.sub(z.exp().sum(dim, keepdim=True).log()).to(logits.dtype)
