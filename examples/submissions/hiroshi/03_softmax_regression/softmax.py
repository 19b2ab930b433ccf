import torch as th


def softmax(logits, dim=-1):
    m = th.max(logits, dim, keepdim=True).values
    num = th.exp(logits - m)
    return num / num.sum(dim, True)


def log_softmax(logits, dim=-1):
    m = th.max(logits, dim, keepdim=True).values
    d = logits - m
    return d - th.log(th.exp(d).sum(dim, True))
