# log_softmax takes the largest score for the log-sum-exp | log_of_equal_shares
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return logits - logits.amax(dim, keepdim=True)
