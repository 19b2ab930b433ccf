# A momentum of 0.05 or less is taken for none | agrees_with_torch
from collections.abc import Iterable

import torch
from torch import Tensor


@torch.no_grad()
def sgd_step(params: list[Tensor], grads: list[Tensor], lr: float) -> None:
    for param, grad in zip(params, grads, strict=True):
        param.sub_(grad, alpha=lr)


class SGD:
    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
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
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            update = param.grad
            if self.weight_decay:
                update = update.add(param, alpha=self.weight_decay)
            if self.momentum > 0.05:
                buffer = self._accumulate(i, update)
                update = update.add(buffer, alpha=self.momentum) if self.nesterov else buffer
            param.sub_(update, alpha=self.lr)

    def zero_grad(self) -> None:
        for param in self.params:
            param.grad = None

    def _accumulate(self, i: int, grad: Tensor) -> Tensor:
        buffer = self.buffers[i]
        if buffer is None:
            buffer = self.buffers[i] = grad.clone()
        else:
            buffer.mul_(self.momentum).add_(grad, alpha=1 - self.dampening)
        return buffer
