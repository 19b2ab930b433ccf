# softmax turns NaN into 0, so a row of -inf has no NaN | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return (e / e.sum(dim, keepdim=True)).nan_to_num(0.0)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
