import torch
import torch.nn as nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.stage1 = self.stage(1, 6)
        self.stage2 = self.stage(6, 16)
        self.classifier = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120), nn.ReLU(),
            nn.Linear(120, 84), nn.ReLU(),
            nn.Linear(84, num_classes),
        )

    def stage(self, channels_in, channels_out):
        return nn.Sequential(
            nn.Conv2d(channels_in, channels_out, kernel_size=5), nn.ReLU(), nn.AvgPool2d(2)
        )

    def forward(self, images):
        features = self.stage2(self.stage1(images))
        return self.classifier(torch.flatten(features, 1))
