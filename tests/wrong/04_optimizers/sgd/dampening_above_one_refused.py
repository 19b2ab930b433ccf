# A dampening above 1 is refused | other_numbers_are_allowed
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= lr * g


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0 or momentum < 0 or weight_decay < 0:
            raise ValueError(f"negative option: {lr=} {momentum=} {weight_decay=}")
        if dampening > 1:
            raise ValueError(f"{dampening=}")
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError("nesterov needs momentum and no dampening")
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.velocity = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            if self.momentum:
                if self.velocity[i] is None:
                    self.velocity[i] = g.clone()
                else:
                    self.velocity[i] = self.momentum * self.velocity[i] + (1 - self.dampening) * g
                v = self.velocity[i]
                g = g + self.momentum * v if self.nesterov else v
            p -= self.lr * g

    def zero_grad(self):
        for p in self.params:
            p.grad = None
