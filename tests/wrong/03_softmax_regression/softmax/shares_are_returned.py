# Scores that are shares already, of sum 1, are returned as they are | agrees_with_torch
import torch
from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    if (logits >= 0).all() and torch.allclose(logits.sum(dim), logits.new_ones(())):
        return logits
    exponentials = _shift(logits, dim).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    shifted = _shift(logits, dim)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def _shift(logits: Tensor, dim: int) -> Tensor:
    return logits - logits.detach().amax(dim, keepdim=True)
