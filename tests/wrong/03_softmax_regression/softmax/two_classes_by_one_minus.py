# softmax takes 1 - p for the second of two classes, which rounds small ones to 0 | tiny_probabilities_survive
import torch


def softmax(logits, dim=-1):
    if logits.shape[dim] == 2:
        first, second = logits.unbind(dim)
        p = torch.sigmoid(first - second)
        return torch.stack([p, 1 - p], dim)
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
