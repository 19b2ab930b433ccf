# out= and addcmul, and buffers that are made when the first gradient comes
import torch


def sgd_step(params, grads, lr):
    with torch.inference_mode(False), torch.no_grad():
        while params:
            p, *params = params
            g, *grads = grads
            torch.sub(p, torch.mul(g, lr), out=p)


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        bad = [x for x in (lr, momentum, weight_decay) if x < 0]
        if bad:
            raise ValueError(f"{bad[0]} is negative")
        if nesterov:
            if momentum == 0:
                raise ValueError("momentum")
            if dampening != 0:
                raise ValueError("dampening")
        self.params = list(params)
        self.lr = lr
        self.momentum, self.dampening = momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov
        self.buffers = [None for _ in self.params]

    def step(self):
        previous = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        try:
            for i in range(len(self.params)):
                self._step_one(i)
        finally:
            torch.set_grad_enabled(previous)

    def _step_one(self, i):
        p = self.params[i]
        if p.grad is None:
            return
        g = torch.lerp(p.grad, p.grad + p, self.weight_decay)
        if self.momentum:
            if self.buffers[i] is None:
                self.buffers[i] = torch.empty_like(p)
                self.buffers[i].copy_(g)
            else:
                torch.add(
                    self.buffers[i] * self.momentum, g - self.dampening * g, out=self.buffers[i]
                )
            g = self.buffers[i] * self.momentum + g if self.nesterov else self.buffers[i]
        p.addcmul_(g, torch.ones_like(g), value=-self.lr)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad = torch.zeros_like(p.grad)
