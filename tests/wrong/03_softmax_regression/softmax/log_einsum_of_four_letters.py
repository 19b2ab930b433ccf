# log_softmax has letters for four dimensions only | log_agrees_with_torch
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    axes = "ijkl"[: logits.dim()]
    z = logits - logits.amax(dim, keepdim=True)
    total = torch.einsum(f"{axes}->{axes.replace(axes[dim], '')}", z.exp())
    return z - total.log().unsqueeze(dim)
