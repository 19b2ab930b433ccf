# log_softmax computes the probability in float64, where it rounds to 0 a little later | log_any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return softmax(logits.double(), dim).log().to(logits.dtype)
