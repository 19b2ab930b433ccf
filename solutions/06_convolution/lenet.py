"""LeNet-5 reads a digit with two rounds of convolution and pooling and three linear layers."""

from torch import Tensor, nn


class LeNet5(nn.Module):
    """The convolutional network of LeCun et al. (1998), with ReLU as its activation."""

    def __init__(self, num_classes: int = 10) -> None:
        """Create the layers and register their parameters."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=5),
            nn.ReLU(),
            nn.AvgPool2d(2),
            nn.Conv2d(6, 16, kernel_size=5),
            nn.ReLU(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * 5 * 5, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, num_classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Logits of a batch of images: (N, 1, 32, 32) to (N, num_classes)."""
        logits: Tensor = self.layers(images)
        return logits
