import torch


@torch.no_grad()
def sgd_step(params, grads, lr):
    for param, grad in zip(params, grads):
        param -= grad * lr


class SGD:
    def __init__(
        self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ):
        if lr < 0 or momentum < 0 or weight_decay < 0:
            raise ValueError("lr, momentum and weight_decay must be at least 0")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("nesterov needs momentum > 0 and dampening = 0")
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        # one little dictionary for every parameter
        self.states = [{"param": param, "buffer": None} for param in params]

    @torch.no_grad()
    def step(self):
        for state in self.states:
            param = state["param"]
            if param.grad is not None:
                param -= self.lr * self.direction(state, param)

    def direction(self, state, param):
        grad = param.grad + self.weight_decay * param
        if self.momentum == 0:
            return grad
        if state["buffer"] is None:
            state["buffer"] = grad
        else:
            state["buffer"] = self.momentum * state["buffer"] + (1 - self.dampening) * grad
        if self.nesterov:
            return grad + self.momentum * state["buffer"]
        return state["buffer"]

    def zero_grad(self):
        for state in self.states:
            state["param"].grad = None
