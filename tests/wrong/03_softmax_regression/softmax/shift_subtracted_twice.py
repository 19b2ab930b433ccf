# log_softmax subtracts the largest score a second time | log_of_equal_shares
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    m = logits.amax(dim, keepdim=True)
    z = logits - m
    return z - m - z.exp().sum(dim, keepdim=True).log()
