# softmax multiplies -inf by a mask of zeros | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    keep = (logits > float('-inf')).to(logits.dtype)
    x = logits * keep
    e = torch.exp(x - x.amax(dim, keepdim=True)) * keep
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
