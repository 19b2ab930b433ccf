# log_softmax imports torch's logsumexp under another name | log_agrees_with_torch
import torch
from torch import logsumexp as total


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return logits - total(logits, dim=dim, keepdim=True)
