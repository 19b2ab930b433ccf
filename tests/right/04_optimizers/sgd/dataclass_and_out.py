# a dataclass; the update is one scaled sum by einsum and out=
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import torch


@torch.no_grad()
def sgd_step(params, grads, lr):
    while_left = list(zip(params, grads))
    while while_left:
        p, g = while_left.pop()
        torch.add(p, g, alpha=-lr, out=p.detach())


@dataclass
class SGD:
    params: Any
    lr: float
    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    nesterov: bool = False
    _: KW_ONLY
    velocities: dict = field(default_factory=dict)

    def __post_init__(self):
        self.params = tuple(self.params)
        for name in ("lr", "momentum", "weight_decay"):
            if getattr(self, name) < 0.0:
                raise ValueError(f"{name}={getattr(self, name)}")
        if self.nesterov and (self.dampening or not self.momentum):
            raise ValueError("nesterov wants momentum, and no dampening")

    @torch.no_grad()
    def step(self):
        moving = {n: p for n, p in enumerate(self.params) if p.grad is not None}
        for n, p in moving.items():
            move = torch.add(p.grad, p, alpha=self.weight_decay)
            if self.momentum:
                share = 1 - self.dampening if n in self.velocities else 1.0
                before = self.velocities.get(n, torch.zeros_like(p))
                self.velocities[n] = v = before.mul(self.momentum).add(move, alpha=share)
                move = move.add(v, alpha=self.momentum) if self.nesterov else v
            torch.sub(p, move, alpha=self.lr, out=p.detach())

    def zero_grad(self):
        for p in self.params:
            p.grad = None
