# One small object a parameter, with buffers of zeros and a flag
import torch
from torch import Tensor


def sgd_step(params: list[Tensor], grads: list[Tensor], lr: float) -> None:
    for param, grad in zip(params, grads, strict=True):
        param.detach().sub_(grad, alpha=lr)


class _State:
    def __init__(self, param):
        self.param = param
        self.velocity = torch.zeros_like(param)
        self.moving = False

    def take(self, g, momentum, dampening):
        self.velocity *= momentum
        self.velocity += g if not self.moving else (1 - dampening) * g
        self.moving = True


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if not lr >= 0:
            raise ValueError(lr)
        if not momentum >= 0:
            raise ValueError(momentum)
        if not weight_decay >= 0:
            raise ValueError(weight_decay)
        if nesterov and (not momentum > 0 or dampening != 0):
            raise ValueError(nesterov)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        with torch.no_grad():
            self.states = [_State(p) for p in params]

    @torch.no_grad()
    def step(self):
        for s in self.states:
            if s.param.grad is None:
                continue
            g = torch.add(s.param.grad, s.param, alpha=self.weight_decay)
            if self.momentum > 0:
                s.take(g, self.momentum, self.dampening)
                g = g + self.momentum * s.velocity if self.nesterov else s.velocity
            s.param -= g * self.lr

    def zero_grad(self):
        for s in self.states:
            if s.param.grad is not None:
                s.param.grad.detach_()
                s.param.grad.zero_()
