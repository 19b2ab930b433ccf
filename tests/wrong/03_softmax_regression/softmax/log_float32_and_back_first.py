# log_softmax rounds the scores to float32 before it computes in their dtype | log_gradient_of_any_finite_size, log_softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    x = logits.to(torch.float32).to(logits.dtype)
    z = x - x.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
