# softmax sets probabilities below 1e-20 to 0 | tiny_probabilities_survive
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    p = e / e.sum(dim, keepdim=True)
    return p * (p > 1e-20)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
