# log_softmax adds the exponentials up in float32 | log_softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True, dtype=torch.float32).log().to(z.dtype)
