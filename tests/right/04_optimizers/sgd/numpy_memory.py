# NumPy arrays on the parameters' memory do the arithmetic
import numpy as np
import torch


def array(tensor):
    return tensor.detach().numpy()


def sgd_step(params, grads, lr):
    for p, g in zip(params, grads):
        memory = array(p)
        memory -= memory.dtype.type(lr) * array(g)


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        for name, value in dict(lr=lr, momentum=momentum, weight_decay=weight_decay).items():
            if value < 0:
                raise ValueError(f"{name}={value}")
        if nesterov and momentum == 0:
            raise ValueError("nesterov needs momentum")
        if nesterov and dampening:
            raise ValueError("nesterov takes no dampening")
        self.params = tuple(params)
        self.lr = lr
        self.rest = momentum, dampening, weight_decay, nesterov
        self.v = {}

    def step(self):
        mu, damp, decay, nesterov = self.rest
        for n, p in enumerate(self.params):
            if p.grad is None:
                continue
            w = array(p)
            g = array(p.grad) + decay * w
            if mu:
                self.v[n] = g.copy() if n not in self.v else mu * self.v[n] + (1 - damp) * g
                g = g + mu * self.v[n] if nesterov else self.v[n]
            np.subtract(w, self.lr * g, out=w)

    def zero_grad(self):
        for p in self.params:
            p.grad = None if p.grad is None else torch.zeros_like(p)
