# log_softmax gives -inf instead of NaN for a row of -inf | log_minus_infinity_stays
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    m = logits.amax(dim, keepdim=True).nan_to_num(neginf=0.0)
    z = logits - m
    out = z - z.exp().sum(dim, keepdim=True).log()
    return torch.where(torch.isneginf(logits), logits, out)
