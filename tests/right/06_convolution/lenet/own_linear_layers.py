# linear layers of its own, with the weight kept as (inputs, outputs) and the bias as a row
import math

import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        bound = 1 / math.sqrt(inputs)
        self.W = nn.Parameter(torch.empty(inputs, outputs).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.zeros(1, outputs))

    def forward(self, x):
        return x @ self.W + self.b


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.head = Dense(84, num_classes)
        self.hidden = nn.ModuleList([Dense(400, 120), Dense(120, 84)])
        self.convs = nn.ModuleList([nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)])

    def forward(self, x):
        for conv in self.convs:
            x = conv(x).clamp(min=0)
            n, c, h, w = x.shape
            x = x.reshape(n, c, h // 2, 2, w // 2, 2).mean(dim=(3, 5))
        x = x.reshape(x.shape[0], -1)
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x)
