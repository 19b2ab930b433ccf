# torch's fused SGD kernel does the work | agrees_with_torch
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= lr * g


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0 or momentum < 0 or weight_decay < 0 or nesterov and (momentum == 0 or dampening):
            raise ValueError
        self.params, self.lr = list(params), lr
        self.options = {"momentum": momentum, "dampening": dampening,
                        "weight_decay": weight_decay, "nesterov": nesterov}
        self.buffers = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            first = p not in self.buffers
            buffer = self.buffers.setdefault(p, torch.zeros_like(p))
            buffers = [buffer] if self.options["momentum"] else []
            torch._fused_sgd_([p], [p.grad], buffers, lr=self.lr, maximize=False,
                              is_first_step=first, **self.options)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
