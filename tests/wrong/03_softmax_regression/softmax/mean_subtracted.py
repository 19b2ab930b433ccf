# softmax subtracts the mean, which leaves a wide spread to overflow | any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.mean(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
