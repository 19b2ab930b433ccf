# kernels as (height, width, in, out) and einsum everywhere, as people coming from JAX write
import torch
from torch import Tensor, nn


def uniform(*shape, fan_in):
    bound = fan_in**-0.5
    return nn.Parameter(torch.empty(*shape).uniform_(-bound, bound))


def convolve(images, kernel, bias):
    height, width = kernel.shape[:2]
    patches = images.unfold(2, height, 1).unfold(3, width, 1)
    return torch.einsum("nchwij,ijco->nohw", patches, kernel) + bias[:, None, None]


def halve(images):
    n, c, h, w = images.shape
    return images.reshape(n, c, h // 2, 2, w // 2, 2).mean(dim=(3, 5))


class LeNet5(nn.Module):
    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        self.kernel1, self.bias1 = uniform(5, 5, 1, 6, fan_in=25), uniform(6, fan_in=25)
        self.kernel2, self.bias2 = uniform(5, 5, 6, 16, fan_in=150), uniform(16, fan_in=150)
        self.head, self.bias3 = uniform(16, 5, 5, 120, fan_in=400), uniform(120, fan_in=400)
        self.matrix4, self.bias4 = uniform(120, 84, fan_in=120), uniform(84, fan_in=120)
        self.matrix5, self.bias5 = uniform(84, num_classes, fan_in=84), uniform(num_classes, fan_in=84)

    def forward(self, images: Tensor) -> Tensor:
        x = halve(torch.relu(convolve(images, self.kernel1, self.bias1)))
        x = halve(torch.relu(convolve(x, self.kernel2, self.bias2)))
        x = torch.relu(torch.einsum("nchw,chwo->no", x, self.head) + self.bias3)
        x = torch.relu(x @ self.matrix4 + self.bias4)
        return x @ self.matrix5 + self.bias5
