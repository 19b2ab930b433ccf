# softmax sums by a product with ones, which are made on the CPU | softmax_chooses_no_device
import torch


def softmax(logits, dim=-1):
    rows = logits.movedim(dim, -1)
    e = torch.exp(rows - rows.amax(-1, keepdim=True))
    ones = torch.ones(rows.shape[-1], 1, dtype=logits.dtype)
    return (e / (e @ ones)).movedim(-1, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
