# works in place on its own copy
import torch


def softmax(logits, dim=-1):
    x = logits.clone()
    x -= logits.detach().max(dim, keepdim=True).values
    x = x.exp_()
    return x.div(x.sum(dim, keepdim=True))


def log_softmax(logits, dim=-1):
    x = logits + 0
    x.sub_(x.detach().amax(dim=dim, keepdim=True))
    total = x.exp().sum(dim=dim, keepdim=True)
    return x.sub(total.log_())
