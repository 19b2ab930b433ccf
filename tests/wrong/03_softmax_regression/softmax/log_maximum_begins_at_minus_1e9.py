# log_softmax looks for the largest score beginning at -1e9 | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    largest = torch.full_like(logits.select(dim, 0), -1e9)
    for scores in logits.unbind(dim):
        largest = torch.maximum(largest, scores)
    z = logits - largest.unsqueeze(dim)
    return z - z.exp().sum(dim, keepdim=True).log()
