# log_softmax adds halves up with logaddexp and drops an odd last one | log_agrees_with_torch, log_minus_infinity_stays
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    x = logits
    while x.shape[dim] > 1:
        half = x.shape[dim] // 2
        x = torch.logaddexp(x.narrow(dim, 0, half), x.narrow(dim, half, half))
    return logits - x
