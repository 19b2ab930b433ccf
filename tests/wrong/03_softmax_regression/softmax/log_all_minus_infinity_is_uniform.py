# log_softmax gives a row of -inf equal shares | log_minus_infinity_stays
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = (logits - logits.amax(dim, keepdim=True)).nan_to_num(nan=0.0, neginf=float("-inf"))
    return z - z.exp().sum(dim, keepdim=True).log()
