# softmax detaches the sum, so the gradient misses its part | softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True).detach()


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
