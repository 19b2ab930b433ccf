# softmax normalises the scores without exponentials | logarithms_come_back
import torch


def softmax(logits, dim=-1):
    z = logits - logits.amin(dim, keepdim=True) + 1
    return z / z.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
