# Dilara Y. -- chapter 3
from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """p_i = exp(x_i - m) / z,  z = sum_j exp(x_j - m),  m = max_j x_j"""
    _, p, z = _pieces(logits, dim)
    return p / z


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """log p_i = (x_i - m) - log z"""
    centred, _, z = _pieces(logits, dim)
    return centred - z.log()


def _pieces(x: Tensor, dim: int):
    centred = x - x.amax(dim=dim, keepdim=True)
    p = centred.exp()
    z = p.sum(dim=dim, keepdim=True)
    return centred, p, z
