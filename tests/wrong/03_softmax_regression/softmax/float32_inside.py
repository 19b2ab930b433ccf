# softmax computes in float32 and casts back | softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    x = logits.to(torch.float32)
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return (e / e.sum(dim, keepdim=True)).to(logits.dtype)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
