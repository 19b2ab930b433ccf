"""Stochastic gradient descent moves each parameter against its gradient, with momentum if asked.

g = gradient + weight_decay * p
v = g at first, then momentum * v + (1 - dampening) * g
p = p - lr * v, with Nesterov p = p - lr * (g + momentum * v)
"""

from collections.abc import Iterable

from torch import Tensor


def sgd_step(params: list[Tensor], grads: list[Tensor], lr: float) -> None:
    """One step of plain gradient descent: p = p - lr * g, in place.

    - params: tensors of float32 or float64; they may require gradients and may be leaves.
    - grads: as many tensors, of the same shapes and dtypes; left unchanged.
    - The numbers change in the tensors' own memory, and autograd does not record the update.

    Not allowed: torch.optim.
    """
    raise NotImplementedError("sgd_step")


class SGD:
    """Gradient descent with momentum, Nesterov momentum and weight decay, as torch.optim.SGD.

    After any number of steps the parameters equal those of torch.optim.SGD.

    - The velocity v, called the momentum buffer, belongs to one parameter. It starts as a copy of
      that parameter's first gradient (weight decay included), without dampening.
    - The weight decay is coupled: it is added to the gradient before momentum sees it.
    - Without momentum, v is g in every step.
    - `lr` is an attribute that may be assigned between steps.
    - Optimizers share nothing: a new one starts afresh, even on the parameters of another.

    Not allowed: torch.optim.
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        """Keep the parameters and the options, and change no tensor.

        - params: float32 or float64 tensors; any iterable, such as the generator
          model.parameters(). What the caller does to a list later changes nothing.
        - ValueError for a negative lr, momentum or weight_decay, and for nesterov with momentum 0
          or with a dampening other than 0; all other numbers are allowed.
        """
        raise NotImplementedError("SGD.__init__")

    def step(self) -> None:
        """Update every parameter in place by its gradient, p.grad.

        - A parameter whose grad is None is skipped.
        - The numbers change in the parameter's own memory, and autograd does not record it.
        - requires_grad stays as it is, here and in zero_grad.
        - p.grad is left unchanged, and a later change of p.grad leaves the buffer unchanged.
        """
        raise NotImplementedError("SGD.step")

    def zero_grad(self) -> None:
        """Clear the gradient of every parameter: None or zeros."""
        raise NotImplementedError("SGD.zero_grad")
