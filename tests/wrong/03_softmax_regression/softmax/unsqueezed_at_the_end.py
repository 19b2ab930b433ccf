# softmax puts the reduced dimension back at the end, whatever dim is | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim).unsqueeze(-1))
    return e / e.sum(dim).unsqueeze(-1)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
