# softmax looks for the largest score beginning at -1e9 | any_finite_size
import torch


def softmax(logits, dim=-1):
    largest = torch.full_like(logits.select(dim, 0), -1e9)
    for scores in logits.unbind(dim):
        largest = torch.maximum(largest, scores)
    e = torch.exp(logits - largest.unsqueeze(dim))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
