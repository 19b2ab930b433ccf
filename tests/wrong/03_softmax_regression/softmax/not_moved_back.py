# softmax swaps dim to the end and forgets to swap back | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    x = logits.transpose(dim, -1)
    e = torch.exp(x - x.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
