# softmax computes the last probability as 1 less the others | agrees_with_torch, tiny_probabilities_survive
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    p = (e / e.sum(dim, keepdim=True)).narrow(dim, 0, logits.shape[dim] - 1)
    return torch.cat([p, 1 - p.sum(dim, keepdim=True)], dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
