# softmax subtracts in place, in the caller's tensor | softmax_leaves_its_arguments_alone
import torch


def softmax(logits, dim=-1):
    logits -= logits.amax(dim, keepdim=True)
    e = logits.exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
