# takes the last of a running log-sum-exp
import torch


def _normaliser(logits, dim):
    largest = logits.detach().amax(dim, keepdim=True)
    return largest + torch.logcumsumexp(logits - largest, dim).narrow(dim, -1, 1)


def log_softmax(logits, dim=-1):
    return logits - _normaliser(logits, dim)


def softmax(logits, dim=-1):
    return log_softmax(logits, dim).exp()
