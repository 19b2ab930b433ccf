# softmax subtracts the largest absolute value, so very negative scores are 0 / 0 | shifting_changes_nothing, tiny_probabilities_survive
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.abs().amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
