# log_softmax computes in float32 and casts back | log_softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    z = (logits - logits.amax(dim, keepdim=True)).float()
    return (z - z.exp().sum(dim, keepdim=True).log()).to(logits.dtype)
