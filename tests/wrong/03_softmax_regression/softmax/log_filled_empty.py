# log_softmax fills torch.empty(shape), which is float32 and on the CPU | log_softmax_keeps_the_dtype, log_softmax_chooses_no_device
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    out = torch.zeros(logits.shape)
    out += z - z.exp().sum(dim, keepdim=True).log()
    return out
