# softmax calls torch's softmin | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    return torch.nn.functional.softmin(-logits, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
