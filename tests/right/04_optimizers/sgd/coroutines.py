# each parameter has a coroutine that remembers its velocity
import torch


def sgd_step(params, grads, lr):
    for p, g in zip(params, grads):
        p.data.copy_(p.data - lr * g)


def _mover(p, sgd):
    """Yields how p is to move; the velocity is a local variable."""
    velocity = None
    while True:
        g = p.grad + sgd.weight_decay * p.detach()
        if not sgd.momentum:
            yield g
            continue
        velocity = g if velocity is None else sgd.momentum * velocity + (1 - sgd.dampening) * g
        yield g + sgd.momentum * velocity if sgd.nesterov else velocity


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if min(lr, momentum, weight_decay) < 0:
            raise ValueError(f"negative: {lr=} {momentum=} {weight_decay=}")
        if nesterov and not (momentum and dampening == 0):
            raise ValueError(f"nesterov with {momentum=} {dampening=}")
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov
        self.movers = [(p, _mover(p, self)) for p in params]

    def step(self):
        with torch.no_grad():
            for p, mover in self.movers:
                if p.grad is not None:
                    p.copy_(p - self.lr * next(mover).detach())

    def zero_grad(self):
        for p, _ in self.movers:
            if p.grad is not None:
                p.grad = torch.zeros_like(p)
