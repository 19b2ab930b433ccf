# softmax takes any other dimension for the first | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    if dim in (-1, logits.dim() - 1):
        e = torch.exp(logits - logits.amax(-1, keepdim=True))
        return e / e.sum(-1, keepdim=True)
    return softmax(logits.transpose(0, -1)).transpose(0, -1)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
