# softmax lets torch.logsumexp do the work | agrees_with_torch
import torch


def softmax(logits, dim=-1):
    return torch.exp(logits - torch.logsumexp(logits, dim, keepdim=True))


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
