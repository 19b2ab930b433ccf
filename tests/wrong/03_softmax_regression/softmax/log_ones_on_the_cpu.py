# log_softmax sums by a product with ones, which are made on the CPU | log_softmax_chooses_no_device
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    rows = logits.movedim(dim, -1)
    z = rows - rows.amax(-1, keepdim=True)
    ones = torch.ones(rows.shape[-1], 1, dtype=logits.dtype)
    return (z - (z.exp() @ ones).log()).movedim(-1, dim)
