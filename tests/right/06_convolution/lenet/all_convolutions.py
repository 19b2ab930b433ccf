# convolutions throughout: 1x1 kernels for the last linear layers
from torch import nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.classifier = nn.Sequential(
            nn.Conv2d(16, 120, 5), nn.ReLU(inplace=True),
            nn.Conv2d(120, 84, 1), nn.ReLU(inplace=True),
            nn.Conv2d(84, num_classes, 1),
        )
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(inplace=True), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(inplace=True), nn.AvgPool2d(2),
        )

    def forward(self, images):
        return self.classifier(self.features(images)).flatten(1)
