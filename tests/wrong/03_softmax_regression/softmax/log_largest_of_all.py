# log_softmax subtracts the largest score of the whole tensor, so other rows are log 0 | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.max()
    return z - torch.log(torch.exp(z).sum(dim, keepdim=True))
