# log_softmax detaches the largest score where it is subtracted but not where it is added back | log_softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.amax(dim, keepdim=True)
    return logits - (m + torch.log(torch.exp(logits - m.detach()).sum(dim, keepdim=True)))
