# softmax subtracts the largest of all scores from three dimensions on | any_finite_size
import torch


def softmax(logits, dim=-1):
    top = logits.amax(dim, keepdim=True) if logits.dim() < 3 else logits.max()
    e = torch.exp(logits - top)
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
