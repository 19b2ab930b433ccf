# the head is kept in a dict and not registered | has_61706_parameters
import torch
import torch.nn.functional as F
from torch import nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(),
        )
        self.head = {"hidden": nn.Sequential(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU()),
                     "last": nn.Linear(84, num_classes)}

    def forward(self, x):
        return self.head["last"](self.head["hidden"](self.features(x)))
