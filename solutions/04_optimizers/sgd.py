"""Stochastic gradient descent moves each parameter against its gradient, with momentum if asked."""

from collections.abc import Iterable

import torch
from torch import Tensor


@torch.no_grad()
def sgd_step(params: list[Tensor], grads: list[Tensor], lr: float) -> None:
    """One step of plain gradient descent: p = p - lr * g, in place."""
    for param, grad in zip(params, grads, strict=True):
        param.sub_(grad, alpha=lr)


class SGD:
    """Gradient descent with momentum, Nesterov momentum and weight decay, as torch.optim.SGD."""

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        """Keep the parameters and the options, and change no tensor."""
        for name, value in (("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0:
                raise ValueError(f"{name} must not be negative, got {value}")
        if nesterov and momentum == 0:
            raise ValueError(f"momentum must be positive with nesterov, got {momentum}")
        if nesterov and dampening != 0:
            raise ValueError(f"dampening must be 0 with nesterov, got {dampening}")

        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.buffers: list[Tensor | None] = [None] * len(self.params)

    @torch.no_grad()
    def step(self) -> None:
        """Update every parameter in place by its gradient, p.grad."""
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            update = param.grad
            if self.weight_decay:
                update = update.add(param, alpha=self.weight_decay)
            if self.momentum:
                buffer = self._accumulate(i, update)
                update = update.add(buffer, alpha=self.momentum) if self.nesterov else buffer
            param.sub_(update, alpha=self.lr)

    def zero_grad(self) -> None:
        """Clear the gradient of every parameter: None or zeros."""
        for param in self.params:
            param.grad = None

    def _accumulate(self, i: int, grad: Tensor) -> Tensor:
        """The momentum buffer of parameter i, with `grad` taken in."""
        buffer = self.buffers[i]
        if buffer is None:
            # A copy, because the caller may overwrite p.grad in place.
            buffer = self.buffers[i] = grad.clone()
        else:
            buffer.mul_(self.momentum).add_(grad, alpha=1 - self.dampening)
        return buffer
