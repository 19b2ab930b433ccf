# softmax replaces -inf with -1e9, so a row of them is uniform | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    x = logits.clamp(min=-1e9)
    e = torch.exp(x - x.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
