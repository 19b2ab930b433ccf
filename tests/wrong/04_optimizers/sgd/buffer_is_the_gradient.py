# The buffer is p.grad itself, which zero_grad then clears | serves_in_a_training_loop, keeps_a_copy_of_the_gradient
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= lr * g


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if min(lr, momentum, weight_decay) < 0:
            raise ValueError("negative")
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError("nesterov")
        self.params = list(params)
        self.lr = lr
        self.options = momentum, dampening, weight_decay, nesterov
        self.state = {}

    @torch.no_grad()
    def step(self):
        momentum, dampening, weight_decay, nesterov = self.options
        for p in self.params:
            d_p = p.grad
            if d_p is None:
                continue
            if weight_decay != 0:
                d_p = d_p.add(p, alpha=weight_decay)
            if momentum != 0:
                buf = self.state.get(p)
                if buf is None:
                    buf = self.state[p] = d_p
                else:
                    buf = self.state[p] = buf * momentum + d_p * (1 - dampening)
                d_p = d_p + momentum * buf if nesterov else buf
            p.add_(d_p, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()
