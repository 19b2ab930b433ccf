# log_softmax makes -inf the smallest finite number | log_minus_infinity_stays
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return torch.nan_to_num(z - z.exp().sum(dim, keepdim=True).log(), neginf=torch.finfo(logits.dtype).min)
