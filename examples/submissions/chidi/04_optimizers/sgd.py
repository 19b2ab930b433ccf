"""Exercise 4.1, Chidi"""

import torch


def sgd_step(params: list[torch.Tensor], grads: list[torch.Tensor], lr: float) -> None:
    for parameter, gradient in zip(params, grads):
        # .data so that autograd does not see it
        parameter.data -= lr * gradient


class SGD:
    def __init__(
        self,
        params,
        lr: float,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        for option_name, option_value in {
            "lr": lr,
            "momentum": momentum,
            "weight_decay": weight_decay,
        }.items():
            if option_value < 0.0:
                raise ValueError(f"invalid {option_name}: {option_value}")
        if nesterov:
            if momentum <= 0.0:
                raise ValueError("nesterov=True needs a momentum")
            if dampening != 0.0:
                raise ValueError("nesterov=True needs dampening=0")

        self.parameters = [parameter for parameter in params]
        self.momentum_buffers: list[torch.Tensor | None] = [None for _ in self.parameters]
        self.lr = lr
        self.momentum = momentum
        self.dampening = dampening
        self.weight_decay = weight_decay
        self.nesterov = nesterov

    def step(self) -> None:
        for index, parameter in enumerate(self.parameters):
            if parameter.grad is None:
                continue
            direction = parameter.grad.detach() + self.weight_decay * parameter.data
            if self.momentum > 0.0:
                old_buffer = self.momentum_buffers[index]
                if old_buffer is None:
                    new_buffer = direction.clone()
                else:
                    new_buffer = self.momentum * old_buffer + (1.0 - self.dampening) * direction
                self.momentum_buffers[index] = new_buffer
                if self.nesterov:
                    direction = direction + self.momentum * new_buffer
                else:
                    direction = new_buffer
            parameter.data -= self.lr * direction

    def zero_grad(self) -> None:
        for parameter in self.parameters:
            if parameter.grad is not None:
                parameter.grad = torch.zeros_like(parameter.grad)
