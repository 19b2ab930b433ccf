# log_softmax looks for the largest score beginning at the lowest float32 | log_softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    largest = torch.full_like(logits.select(dim, 0), torch.finfo(torch.float32).min)
    for scores in logits.unbind(dim):
        largest = torch.maximum(largest, scores)
    z = logits - largest.detach().unsqueeze(dim)
    return z - z.exp().sum(dim, keepdim=True).log()
