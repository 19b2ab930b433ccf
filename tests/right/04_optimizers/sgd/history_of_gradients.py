# No buffer: the velocity is summed up from all gradients so far, newest first
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p.copy_(p - lr * g)


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0.0 or momentum < 0.0 or weight_decay < 0.0:
            raise ValueError("negative")
        if nesterov and (momentum <= 0.0 or dampening != 0.0):
            raise ValueError("nesterov")
        self.history = [(p, []) for p in params]
        self.lr, self.mu, self.keep = lr, momentum, 1.0 - dampening
        self.decay, self.nesterov = weight_decay, nesterov

    def step(self):
        with torch.no_grad():
            for p, past in self.history:
                if p.grad is None:
                    continue
                past.append(p.grad + self.decay * p)
                p.add_(self.direction(past), alpha=-self.lr)

    def direction(self, past):
        if self.mu == 0.0:
            return past[-1]
        total = torch.zeros_like(past[0])
        for age, g in enumerate(reversed(past)):
            first = age == len(past) - 1
            total = total + self.mu**age * (1.0 if first else self.keep) * g
        return past[-1] + self.mu * total if self.nesterov else total

    def zero_grad(self):
        for p, _ in self.history:
            p.grad = None
