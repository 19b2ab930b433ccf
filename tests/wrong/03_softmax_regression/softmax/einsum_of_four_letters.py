# softmax has letters for four dimensions only | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    axes = "abcd"[: logits.dim()]
    kept = axes.replace(axes[dim], "")
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return torch.einsum(f"{axes},{kept}->{axes}", e, 1 / torch.einsum(f"{axes}->{kept}", e))


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
