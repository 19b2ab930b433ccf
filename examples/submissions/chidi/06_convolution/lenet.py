"""Exercise 6.3, Chidi"""

import torch
from torch import nn
from torch.nn import functional as F


class LeNet5(nn.Module):
    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        self.first_convolution = nn.Conv2d(in_channels=1, out_channels=6, kernel_size=5)
        self.second_convolution = nn.Conv2d(in_channels=6, out_channels=16, kernel_size=5)
        self.first_linear = nn.Linear(in_features=400, out_features=120)
        self.second_linear = nn.Linear(in_features=120, out_features=84)
        self.classifier = nn.Linear(in_features=84, out_features=num_classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        features = F.avg_pool2d(F.relu(self.first_convolution(images)), 2)
        features = F.avg_pool2d(F.relu(self.second_convolution(features)), 2)
        features = features.reshape(images.shape[0], 400)
        features = F.relu(self.first_linear(features))
        features = F.relu(self.second_linear(features))
        return self.classifier(features)
