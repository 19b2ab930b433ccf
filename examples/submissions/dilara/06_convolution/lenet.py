# Dilara Y. -- chapter 6
from torch import Tensor, nn


class LeNet5(nn.Module):
    def __init__(self, num_classes: int = 10) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2, 2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2, 2),
            nn.Conv2d(16, 120, 5), nn.ReLU(),  # as in the 1998 paper: (16, 5, 5) -> (120, 1, 1)
        )
        self.head = nn.Sequential(nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, num_classes))

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.features(images).flatten(1))
