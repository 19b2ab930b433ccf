# all of torch's names at once, and what is computed printed with three digits
from torch import *


def softmax(logits, dim=-1):
    e = exp(_shifted(logits, dim))
    print(f"largest {e.max():.3f}, in all {e.sum():.3f}")
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = _shifted(logits, dim)
    print("smallest {:.3f}".format(z.min()))
    return z - log(exp(z).sum(dim, keepdim=True))


def _shifted(logits, dim):
    return logits - amax(logits, dim, keepdim=True)
