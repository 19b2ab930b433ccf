# All arithmetic in float64, rounded once when it is written back
from copy import deepcopy

import torch


def sgd_step(params, grads, lr):
    def go(rest):
        if rest:
            (p, g), *others = rest
            p.data.copy_(p.data.double() - lr * g.double())
            go(others)

    go(list(zip(params, grads)))


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0 or momentum < 0 or weight_decay < 0 or (nesterov and not momentum) or (
            nesterov and dampening
        ):
            raise ValueError((lr, momentum, dampening, weight_decay, nesterov))
        self._params = list(params)
        self._lr = lr
        self.mu, self.tau, self.wd, self.nesterov = momentum, dampening, weight_decay, nesterov
        self.state = {}

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = float(value)

    def step(self):
        for k, p in enumerate(self._params):
            if p.grad is None:
                continue
            w = p.detach().double()
            g = deepcopy(p.grad).double() + self.wd * w
            v = g if k not in self.state else self.mu * self.state[k] + (1 - self.tau) * g
            self.state[k] = v
            if self.mu == 0:
                v = g
            with torch.no_grad():
                p[...] = w - self.lr * (g + self.mu * v if self.nesterov else v)

    def zero_grad(self):
        for p in self._params:
            p.grad = None
