# Dilara Y. -- chapter 4
import torch
from torch import Tensor


@torch.no_grad()
def sgd_step(params: list[Tensor], grads: list[Tensor], lr: float) -> None:
    for theta, g in zip(params, grads, strict=True):
        theta.add_(g, alpha=-lr)


class SGD:
    def __init__(
        self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ) -> None:
        if min(lr, momentum, weight_decay) < 0:
            raise ValueError(f"negative option: {lr=}, {momentum=}, {weight_decay=}")
        if nesterov and not (momentum > 0 and dampening == 0):
            raise ValueError(f"nesterov with {momentum=} and {dampening=}")
        self.thetas = list(params)
        self.v: dict[Tensor, Tensor] = {}
        self.lr, self.mu, self.tau = lr, momentum, dampening
        self.decay, self.nesterov = weight_decay, nesterov

    @torch.no_grad()
    def step(self) -> None:
        for theta in self.thetas:
            g = theta.grad
            if g is None:
                continue
            g = g.add(theta, alpha=self.decay)
            if self.mu:
                if theta in self.v:
                    self.v[theta] = self.mu * self.v[theta] + (1 - self.tau) * g
                else:
                    self.v[theta] = g  # v_1 = g_1
                v = self.v[theta]
                g = g + self.mu * v if self.nesterov else v
            theta.sub_(self.lr * g)

    def zero_grad(self) -> None:
        for theta in self.thetas:
            theta.grad = None
