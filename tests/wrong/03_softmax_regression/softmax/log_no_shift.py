# log_softmax exponentiates the scores as they are, which overflows | log_shifting_changes_nothing, log_any_finite_size
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    return logits - logits.exp().sum(dim, keepdim=True).log()
