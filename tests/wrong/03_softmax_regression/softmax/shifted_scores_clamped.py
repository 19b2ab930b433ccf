# softmax clamps the shifted scores at -30, so nothing is less probable than 1e-13 | tiny_probabilities_survive
import torch


def softmax(logits, dim=-1):
    z = (logits - logits.amax(dim, keepdim=True)).clamp(min=-30)
    return z.exp() / z.exp().sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
