# softmax always runs along dimension 1 | agrees_with_torch, equal_scores_share_the_mass
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(1, keepdim=True))
    return e / e.sum(1, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
