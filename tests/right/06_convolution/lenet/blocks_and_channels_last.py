# small block classes, images in the channels-last layout, a dropout of probability 0
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 5, stride=1, padding=0)
        self.pool = nn.AvgPool2d(2, 2)

    def forward(self, x):
        return self.pool(torch.relu_(self.conv(x)))


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        nn.Module.__init__(self)
        self.one, self.two = Block(1, 6), Block(6, 16)
        self.drop = nn.Dropout(0.0)
        sizes = [16 * 5 * 5, 120, 84, num_classes]
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        x = self.two(self.one(x.contiguous(memory_format=torch.channels_last)))
        x = x.reshape(-1, 400)
        *hidden, last = self.linears
        for layer in hidden:
            x = self.drop(layer(x).relu())
        return last(x)
