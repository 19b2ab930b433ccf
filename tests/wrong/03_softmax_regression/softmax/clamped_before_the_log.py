# log_softmax clamps the probability to the dtype's smallest number | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).clamp(min=torch.finfo(logits.dtype).tiny).log()
