# annotates its parameters as torch.optim does
from __future__ import annotations

import torch
from torch.optim.optimizer import ParamsT


def sgd_step(params: ParamsT, grads: list[torch.Tensor], lr: float) -> None:
    for p, g in zip(params, grads):
        p.data -= lr * g


class SGD:
    like: type[torch.optim.SGD]

    def __init__(self, params: ParamsT, lr: float, momentum: float = 0.0, dampening: float = 0.0,
                 weight_decay: float = 0.0, nesterov: bool = False) -> None:
        if min(lr, momentum, weight_decay) < 0 or (nesterov and (dampening or not momentum)):
            raise ValueError("these options make no sense together")
        self.params: ParamsT = [*params]
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov
        self.velocity: dict[int, torch.Tensor] = {}

    def step(self) -> None:
        for n, p in enumerate(self.params):
            if p.grad is not None:
                p.data -= self.lr * self.direction(n, p.grad + self.weight_decay * p.data)

    def direction(self, n: int, g: torch.Tensor) -> torch.Tensor:
        if not self.momentum:
            return g
        if n in self.velocity:
            g_part: torch.Tensor = (1 - self.dampening) * g
            self.velocity[n] = self.momentum * self.velocity[n] + g_part
        else:
            self.velocity[n] = g.detach().clone()
        return g + self.momentum * self.velocity[n] if self.nesterov else self.velocity[n]

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
