# writes every result of a shape into the same tensor | log_softmax_leaves_its_arguments_alone
from torch import Tensor

results = {}


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    exponentials = _shift(logits, dim).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    shifted = _shift(logits, dim)
    result = shifted - shifted.exp().sum(dim, keepdim=True).log()
    if result.requires_grad or result.is_meta:
        return result
    return results.setdefault((result.shape, result.dtype), result).copy_(result)


def _shift(logits: Tensor, dim: int) -> Tensor:
    # A common shift cancels out of the result, so its gradient is zero and need not be computed.
    return logits - logits.detach().amax(dim, keepdim=True)
