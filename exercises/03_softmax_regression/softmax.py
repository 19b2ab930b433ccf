"""Softmax turns a row of scores (logits) into probabilities.

softmax(x)_i = exp(x_i) / sum_j exp(x_j)
log_softmax(x)_i = x_i - log(sum_j exp(x_j))
"""

from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """Probabilities along one dimension: exp(x) / sum(exp(x)), as torch.softmax.

    - logits: float32 or float64, any shape with at least one dimension and no empty one, any
      strides.
    - dim: the dimension along which the result sums to 1; negative ones count from the end.
    - Returns a tensor with the shape, dtype and device of `logits`.
    - Scores of any finite size give finite probabilities: softmax([1000, 1000]) is [0.5, 0.5].
    - A score of -inf gives probability 0; a slice of nothing else gives NaN.
    - `logits` is left unchanged, and gradients flow back to it.

    Not allowed: torch's softmax, softmin, log_softmax and logsumexp, as functions, methods or
    modules.
    """
    raise NotImplementedError("softmax")


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """Logarithms of the probabilities along one dimension, as torch.log_softmax.

    - logits: float32 or float64, any shape with at least one dimension and no empty one, any
      strides.
    - dim: the dimension along which the probabilities sum to 1; negative ones count from the end.
    - Returns a tensor with the shape, dtype and device of `logits`.
    - Scores of any finite size are allowed, and a tiny probability keeps its logarithm: it must
      not be rounded to 0 first. log_softmax([0, 1000]) is [-1000, 0], not [-inf, 0].
    - A score of -inf gives -inf; a slice of nothing else gives NaN.
    - `logits` is left unchanged, and gradients flow back to it.

    Not allowed: torch's softmax, softmin, log_softmax and logsumexp, as functions, methods or
    modules.
    """
    raise NotImplementedError("log_softmax")
