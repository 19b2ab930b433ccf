# softmax turns the NaN of -inf less -inf into 0 scores, so a row of -inf is uniform | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    e = torch.exp((logits - logits.amax(dim, keepdim=True)).nan_to_num(nan=0.0, neginf=float("-inf")))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
