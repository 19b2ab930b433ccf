# prints the norm of every gradient with three digits
import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for param, grad in zip(params, grads, strict=True):
            print(f"|g| = {grad.norm():.3f}")
            param -= lr * grad


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if min(lr, momentum, weight_decay) < 0:
            raise ValueError(f"negative: {lr=} {momentum=} {weight_decay=}")
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError(f"nesterov with {momentum=} {dampening=}")
        self.params, self.lr, self.velocities = list(params), lr, {}
        self.momentum, self.dampening = momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov

    @torch.no_grad()
    def step(self):
        for number, param in enumerate(self.params):
            if param.grad is None:
                continue
            print(f"{number}: |g| = {param.grad.norm():.3f}")
            grad = param.grad + self.weight_decay * param
            if self.momentum:
                velocity = grad.clone()
                if number in self.velocities:
                    velocity = self.momentum * self.velocities[number]
                    velocity += (1 - self.dampening) * grad
                self.velocities[number] = velocity
                grad = grad + self.momentum * velocity if self.nesterov else velocity
            param.sub_(self.lr * grad)

    def zero_grad(self):
        for param in self.params:
            param.grad = None
