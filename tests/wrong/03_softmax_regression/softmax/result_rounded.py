# softmax rounds to six decimals | tiny_probabilities_survive, softmax_keeps_the_dtype
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return (e / e.sum(dim, keepdim=True)).round(decimals=6)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
