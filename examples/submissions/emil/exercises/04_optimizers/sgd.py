import torch
from torch import Tensor


def sgd_step(params: list[Tensor], grads: list[Tensor], lr: float) -> None:
    with torch.no_grad():
        for i in range(len(params)):
            params[i].copy_(params[i] - lr * grads[i])


class SGD:

    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0:
            raise ValueError("lr < 0")
        if momentum < 0:
            raise ValueError("momentum < 0")
        if weight_decay < 0:
            raise ValueError("weight_decay < 0")
        if nesterov and momentum == 0:
            raise ValueError("nesterov without momentum")
        if nesterov and dampening != 0:
            raise ValueError("nesterov with dampening")
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.v = [None] * len(self.params)

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                g = p.grad
                if self.weight_decay != 0:
                    g = g + self.weight_decay * p
                if self.momentum == 0:
                    p.copy_(p - self.lr * g)
                    continue
                if self.v[i] is None:
                    self.v[i] = torch.clone(g)      # without dampening!!
                else:
                    self.v[i] = self.momentum * self.v[i] + (1 - self.dampening) * g
                if self.nesterov:
                    p.copy_(p - self.lr * (g + self.momentum * self.v[i]))
                else:
                    p.copy_(p - self.lr * self.v[i])

    def zero_grad(self):
        for p in self.params:
            p.grad = None
