# log_softmax forgets that the sum was shifted and the score was not | log_of_equal_shares, log_agrees_with_torch
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim=dim, keepdim=True))
    return e / e.sum(dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.amax(dim, keepdim=True)
    return logits - torch.log(torch.exp(logits - m).sum(dim, keepdim=True))
