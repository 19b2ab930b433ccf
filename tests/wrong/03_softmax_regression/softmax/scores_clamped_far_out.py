# softmax clamps the scores to half precision's range | any_finite_size
import torch


def softmax(logits, dim=-1):
    x = logits.clamp(-65504, 65504)
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
