# makes the logits require a gradient | softmax_leaves_its_arguments_alone
from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    logits.requires_grad_()
    exponentials = _shift(logits, dim).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    shifted = _shift(logits, dim)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def _shift(logits: Tensor, dim: int) -> Tensor:
    # A common shift cancels out of the result, so its gradient is zero and need not be computed.
    return logits - logits.detach().amax(dim, keepdim=True)
