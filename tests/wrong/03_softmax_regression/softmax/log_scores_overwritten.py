# log_softmax shifts in place, in the caller's tensor | log_softmax_leaves_its_arguments_alone
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    logits.sub_(logits.amax(dim, keepdim=True))
    return logits - logits.exp().sum(dim, keepdim=True).log()
