# log_softmax uses the shifted score where the probability is 0, without the sum | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    e = z.exp()
    p = e / e.sum(dim, keepdim=True)
    return torch.where(p == 0, z, (p + (p == 0)).log())
