"""Softmax turns a row of scores (logits) into probabilities."""

from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """Probabilities along one dimension: exp(x) / sum(exp(x)), as torch.softmax."""
    exponentials = _shift(logits, dim).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """Logarithms of the probabilities along one dimension, as torch.log_softmax."""
    shifted = _shift(logits, dim)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def _shift(logits: Tensor, dim: int) -> Tensor:
    """The logits less the largest one along `dim`, so that no exponential overflows."""
    # A common shift cancels out of the result, so its gradient is zero and need not be computed.
    return logits - logits.detach().amax(dim, keepdim=True)
