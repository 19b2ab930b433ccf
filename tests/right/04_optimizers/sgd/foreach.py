# torch._foreach operations on whole lists of tensors
import torch


@torch.no_grad()
def sgd_step(params, grads, lr):
    torch._foreach_add_(params, grads, alpha=-lr)


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if any(x < 0 for x in (lr, momentum, weight_decay)):
            raise ValueError(f"{lr=} {momentum=} {weight_decay=}")
        if nesterov and not (momentum and not dampening):
            raise ValueError(f"{nesterov=} {momentum=} {dampening=}")
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.buffers = {}

    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if not live:
            return
        grads = [p.grad for p in live]
        if self.weight_decay:
            grads = torch._foreach_add(grads, live, alpha=self.weight_decay)
        if self.momentum:
            old = [(self.buffers[p], g) for p, g in zip(live, grads) if p in self.buffers]
            if old:
                buffers, new = map(list, zip(*old))
                torch._foreach_mul_(buffers, self.momentum)
                torch._foreach_add_(buffers, new, alpha=1 - self.dampening)
            for p, g in zip(live, grads):
                if p not in self.buffers:
                    self.buffers[p] = g.clone()
            buffers = [self.buffers[p] for p in live]
            if self.nesterov:
                grads = torch._foreach_add(grads, buffers, alpha=self.momentum)
            else:
                grads = buffers
        torch._foreach_add_(live, grads, alpha=-self.lr)

    def zero_grad(self):
        grads = [p.grad for p in self.params if p.grad is not None]
        if grads:
            torch._foreach_zero_(grads)
