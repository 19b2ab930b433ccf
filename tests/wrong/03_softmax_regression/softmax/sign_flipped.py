# log_softmax returns -log p, as the loss needs it | log_of_equal_shares
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z.exp().sum(dim, keepdim=True).log() - z
