# softmax normalises sigmoids | logarithms_come_back
import torch


def softmax(logits, dim=-1):
    g = torch.sigmoid(logits)
    return g / g.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
