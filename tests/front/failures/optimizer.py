# 04_optimizers/sgd momentum_by_hand
import torch


class SGD:
    def __init__(
        self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for p in self.params:
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None
