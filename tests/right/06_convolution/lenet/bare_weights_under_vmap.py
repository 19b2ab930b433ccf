# one image at a time under torch.vmap, the weights in one dict of parameters, pooling by reshape
import math

import torch
import torch.nn.functional as F
from torch import nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        sizes = {
            "first": (6, 1, 5, 5),
            "second": (16, 6, 5, 5),
            "third": (120, 16, 5, 5),
            "fourth": (84, 120),
            "fifth": (num_classes, 84),
        }
        self.kernels = nn.ParameterDict(
            {key: nn.Parameter(torch.randn(size)) for key, size in sizes.items()}
        )
        self.offsets = nn.ParameterDict(
            {key: nn.Parameter(torch.randn(size[0])) for key, size in sizes.items()}
        )
        for key, size in sizes.items():
            self.kernels[key].data.div_(math.sqrt(math.prod(size[1:])))

    def read(self, image):
        for key in ("first", "second"):
            image = F.conv2d(image, self.kernels[key], self.offsets[key]).clamp(min=0.0)
            channels, height, width = image.shape
            image = image.reshape(channels, height // 2, 2, width // 2, 2).mean(-1).mean(2)
        row = torch.tensordot(self.kernels["third"], image, 3) + self.offsets["third"]
        for key in ("fourth", "fifth"):
            row = self.kernels[key] @ row.clamp(min=0.0) + self.offsets[key]
        return row

    def forward(self, images):
        return torch.vmap(self.read)(images)
