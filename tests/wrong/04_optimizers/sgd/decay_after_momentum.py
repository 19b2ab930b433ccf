# The decay is added to the velocity instead of to the gradient | agrees_with_torch
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= lr * g


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        for value in (lr, momentum, weight_decay):
            if value < 0:
                raise ValueError(value)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("nesterov")
        self.params, self.lr, self.mu = [*params], lr, momentum
        self.damp, self.wd, self.nesterov = dampening, weight_decay, nesterov
        self.v = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.data
            if self.mu != 0:
                if p not in self.v:
                    self.v[p] = g.clone()
                else:
                    self.v[p].mul_(self.mu).add_(g, alpha=1 - self.damp)
                g = g + self.mu * self.v[p] if self.nesterov else self.v[p]
            if self.wd != 0:
                g = g + self.wd * p.data
            p.data.add_(g, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
