# step uses the lr of the constructor, whatever self.lr is now | follows_the_learning_rate
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= lr * g


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0 or momentum < 0 or weight_decay < 0:
            raise ValueError
        if nesterov and not (momentum > 0 and dampening == 0):
            raise ValueError
        self.lr = lr
        self.groups = [
            {"params": list(params), "lr": lr, "momentum": momentum, "dampening": dampening,
             "weight_decay": weight_decay, "nesterov": nesterov}
        ]
        self.state = {}

    @torch.no_grad()
    def step(self):
        for group in self.groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                d = p.grad.add(p, alpha=group["weight_decay"])
                if group["momentum"]:
                    if p in self.state:
                        self.state[p] = group["momentum"] * self.state[p] + (1 - group["dampening"]) * d
                    else:
                        self.state[p] = d
                    d = d + group["momentum"] * self.state[p] if group["nesterov"] else self.state[p]
                p.add_(d, alpha=-group["lr"])

    def zero_grad(self):
        for group in self.groups:
            for p in group["params"]:
                p.grad = None
