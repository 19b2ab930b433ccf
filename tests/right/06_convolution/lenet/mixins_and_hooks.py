# an inherited body and a head of its own, pooling as a strided convolution with fixed buffers not saved
import torch
from torch import nn


class _Mean(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.register_buffer("kernel", torch.full((channels, 1, 2, 2), 0.25), persistent=False)

    def forward(self, x):
        return nn.functional.conv2d(x, self.kernel.to(x.dtype), stride=2, groups=self.channels)


class _Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(inplace=True), _Mean(6))
        self.second = nn.Sequential(nn.Conv2d(6, 16, 5), nn.ReLU(inplace=True), _Mean(16))

    def features(self, x):
        return self.second(self.first(x))


class LeNet5(_Body):
    def __init__(self, num_classes=10):
        super().__init__()
        self.head = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84)])
        self.classify = nn.Linear(84, num_classes)

    def forward(self, images):
        out = self.features(images).view(len(images), -1)
        for layer in self.head:
            out = layer(out).relu_()
        return self.classify(out)
