# softmax rounds the scores to float32 before it computes in their dtype | gradient_of_any_finite_size, softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    x = logits.to(torch.float32).to(logits.dtype)
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
