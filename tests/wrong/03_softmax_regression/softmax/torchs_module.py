# softmax calls torch's module | agrees_with_torch
import torch
from torch import nn


def softmax(logits, dim=-1):
    return nn.Softmax(dim=dim)(logits)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
