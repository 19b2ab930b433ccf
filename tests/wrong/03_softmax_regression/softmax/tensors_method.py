# softmax calls the method of the tensor | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    return logits.softmax(dim=dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
