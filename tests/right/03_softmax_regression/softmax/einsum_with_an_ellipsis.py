# sums by einsum over the moved dimension
import torch


def _shifted(logits, dim):
    rows = logits.movedim(dim, -1)
    return rows - rows.amax(-1, keepdim=True)


def softmax(logits, dim=-1):
    e = _shifted(logits, dim).exp()
    return torch.einsum("...i,...->...i", e, 1 / torch.einsum("...i->...", e)).movedim(-1, dim)


def log_softmax(logits, dim=-1):
    z = _shifted(logits, dim)
    return (z - torch.einsum("...i->...", z.exp()).log().unsqueeze(-1)).movedim(-1, dim)
