# log_softmax takes the logarithm of the mean of the exponentials | log_of_equal_shares
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().mean(dim, keepdim=True).log()
