# torch.optim is reached through importlib | agrees_with_torch, momentum_by_hand
import importlib

import torch


def sgd_step(params, grads, lr):
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= lr * g


class SGD:
    def __init__(self, params, lr, **options):
        self.lr = lr
        self.inner = importlib.import_module("torch.opt" + "im").SGD(params, lr, **options)

    def step(self):
        self.inner.param_groups[0]["lr"] = self.lr
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()
