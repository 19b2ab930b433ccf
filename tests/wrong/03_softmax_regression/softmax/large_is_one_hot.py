# softmax returns the one-hot of the largest where scores are far apart | any_finite_size, tiny_probabilities_survive
import torch


def softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    if z.numel() and z.min() < -50:
        return (z == 0).to(logits.dtype)
    e = z.exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
