# takes the mean off before the largest, and the logarithm of the mean
import math


def log_softmax(logits, dim=-1):
    """Two shifts: neither changes the result."""
    z = logits - logits.amax(dim=dim, keepdim=True)
    n = logits.size(dim)
    return z - (z.exp().mean(dim=dim, keepdim=True).log() + math.log(n))


def softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    e = z.exp()
    return (e / logits.size(dim)) / e.mean(dim=dim, keepdim=True)
