# log_softmax forgets keepdim in the max | log_agrees_with_torch
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim)
    return z - z.exp().sum(dim, keepdim=True).log()
