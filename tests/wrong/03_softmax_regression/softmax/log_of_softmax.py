# log_softmax takes the logarithm of a probability that may have rounded to 0 | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return torch.log(softmax(logits, dim))
