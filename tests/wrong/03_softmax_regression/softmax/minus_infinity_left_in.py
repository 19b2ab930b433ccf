# softmax replaces -inf with 0 before it exponentiates | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    x = logits.nan_to_num(neginf=0.0)
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
