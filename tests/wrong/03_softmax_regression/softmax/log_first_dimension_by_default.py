# log_softmax has 0 as the default of dim | log_last_dimension_by_default
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=0):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
