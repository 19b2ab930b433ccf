import torch as th


def sgd_step(params, grads, lr):
    with th.no_grad():
        i = 0
        while i < len(params):
            params[i] -= lr * grads[i]
            i += 1


class SGD:
    def __init__(
        self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ):
        for x in (lr, momentum, weight_decay):
            if x < 0:
                raise ValueError(f"{x} < 0")
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError("nesterov: momentum > 0, dampening = 0")
        self.ps = list(params)
        self.lr = lr
        self.m = momentum
        self.damp = dampening
        self.wd = weight_decay
        self.nesterov = nesterov
        self.vs = {}

    def step(self):
        with th.no_grad():
            for k, p in enumerate(self.ps):
                if p.grad is None:
                    continue
                g = p.grad.clone()
                g += self.wd * p
                if self.m > 0:
                    if k in self.vs:
                        self.vs[k] = self.m * self.vs[k] + (1 - self.damp) * g
                    else:
                        self.vs[k] = g.clone()
                    g = g + self.m * self.vs[k] if self.nesterov else self.vs[k]
                p -= self.lr * g

    def zero_grad(self):
        for p in self.ps:
            if p.grad is not None:
                p.grad = None
