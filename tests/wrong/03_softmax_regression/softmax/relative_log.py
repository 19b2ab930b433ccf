# log_softmax takes log1p(p - 1), which loses small probabilities | log_agrees_with_torch
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return torch.log1p(softmax(logits, dim) - 1)
