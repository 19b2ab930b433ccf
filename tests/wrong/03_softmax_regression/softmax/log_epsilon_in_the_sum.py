# log_softmax adds 1e-8 to the sum before the logarithm | log_softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - (z.exp().sum(dim, keepdim=True) + 1e-8).log()
