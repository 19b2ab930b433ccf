# log_softmax keeps the result of the first call with each shape and dim | log_last_dimension_by_default, log_softmax_chooses_no_device
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


CACHE = {}


def log_softmax(logits, dim=-1):
    key = (logits.shape, dim, logits.dtype)
    if key not in CACHE:
        z = logits - logits.amax(dim, keepdim=True)
        CACHE[key] = z - z.exp().sum(dim, keepdim=True).log()
    return CACHE[key]
