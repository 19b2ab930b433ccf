# softmax fills torch.zeros(shape), which is float32 and on the CPU | softmax_keeps_the_dtype, softmax_chooses_no_device
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    out = torch.zeros(logits.shape)
    out += e / e.sum(dim, keepdim=True)
    return out


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
