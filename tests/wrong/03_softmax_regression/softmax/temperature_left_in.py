# softmax divides the scores by a temperature of 2 | logarithms_come_back
import torch


def softmax(logits, dim=-1):
    z = (logits - logits.amax(dim, keepdim=True)) / 2
    return z.exp() / z.exp().sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
