"""Cross-entropy measures how little probability the model gave to the right class.

loss_n = -log softmax(logits_n)[target_n]
gradient of the mean loss = (softmax(logits) - one_hot(targets)) / N
"""

from torch import Tensor


def cross_entropy(
    logits: Tensor,
    targets: Tensor,
    *,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Cross-entropy of logits and class indices, as torch.nn.functional.cross_entropy.

    - logits: (N, C), float32 or float64, any strides, of any finite size.
    - targets: (N,), int64, each a class from 0 to C - 1 or equal to `ignore_index`.
    - weight: (C,) or None, dtype of `logits`; the loss of a row counts weight[target] times.
      No gradient flows to it.
    - ignore_index: rows with this target count nothing, neither in the sum nor in the mean.
      It need not be a valid class, but it may be one.
    - reduction: "none" returns the N losses, shape (N,), with 0 for ignored rows; "sum" their
      sum, shape (); "mean" that sum divided by the sum of weight[target] over the rows that are
      not ignored (their number, without `weight`), shape (). With every target ignored the mean
      is NaN. Any other value raises ValueError.
    - label_smoothing: from 0 to 1. The row's loss becomes (1 - label_smoothing) times the loss
      above plus label_smoothing times the mean over all C classes of weight[c] * -log p[c];
      the divisor of the mean stays the same.
    - Returns a tensor with the dtype and device of `logits`, also where the model is confidently
      wrong: logits [1000, 0] with target 1 give 1000.
    - Arguments are left unchanged, and gradients flow back to `logits`.

    Allowed: torch.softmax and torch.log_softmax. Not allowed: torch's cross_entropy and nll_loss,
    as functions or modules, and what takes their place, such as kl_div and torch.distributions.
    """
    raise NotImplementedError("cross_entropy")


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """Gradient of the mean cross-entropy with respect to the logits, written out by hand.

    - logits: (N, C), float32 or float64, any strides.
    - targets: (N,), int64, each a class from 0 to C - 1.
    - Returns (softmax(logits) - one_hot(targets)) / N, shape (N, C), with the dtype and device of
      `logits`.
    - Arguments are left unchanged.

    Allowed: torch.softmax and torch.log_softmax. Not allowed: autograd (backward,
    torch.autograd, torch.func), torch's cross_entropy and nll_loss, as functions or modules, and
    what takes their place.
    """
    raise NotImplementedError("cross_entropy_gradient")
