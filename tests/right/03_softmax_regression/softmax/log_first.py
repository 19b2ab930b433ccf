# takes the logarithms first and exponentiates them
import torch


def log_softmax(logits, dim=-1):
    top, _ = torch.max(logits, dim=dim, keepdim=True)
    return logits - (top + (logits - top).exp().sum(dim=dim, keepdim=True).log())


def softmax(logits, dim=-1):
    return log_softmax(logits, dim).exp()
