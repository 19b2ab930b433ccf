# log_softmax adds 1e-12 before the logarithm | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    return torch.log(softmax(logits, dim) + 1e-12)
