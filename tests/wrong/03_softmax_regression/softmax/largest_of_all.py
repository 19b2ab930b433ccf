# softmax subtracts the largest score of the whole tensor, so other rows are 0 / 0 | any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.max())
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
