"""LeNet-5 reads a digit with two rounds of convolution and pooling and three linear layers.

(1, 32, 32) -> (6, 28, 28) -> (6, 14, 14) -> (16, 10, 10) -> (16, 5, 5) -> 400 -> 120 -> 84 -> 10
"""

import torch
from torch import Tensor, nn


class LeNet5(nn.Module):
    """The convolutional network of LeCun et al. (1998), with ReLU as its activation.

    Layers, in order: convolution to 6 channels with 5x5 kernels, ReLU, 2x2 average pooling,
    convolution to 16 channels with 5x5 kernels, ReLU, 2x2 average pooling, flatten, linear 120,
    ReLU, linear 84, ReLU, linear num_classes. All convolutions are unpadded, all convolutions and
    linear layers have a bias: 61,706 parameters for 10 classes.

    torch.nn's layers are allowed. Attribute names are free, and so is the kind of layer: a
    functional ReLU, or a 5x5 convolution to 120 channels in place of the first linear layer.
    """

    def __init__(self, num_classes: int = 10) -> None:
        """Create the layers and register their parameters."""
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.AvgPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)

    def forward(self, images: Tensor) -> Tensor:
        """Logits of a batch of images: (N, 1, 32, 32) to (N, num_classes).

        There is no softmax at the end, and a batch of one image keeps its first dimension.
        """
        x = self.pool(torch.relu(self.conv1(images)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = x.flatten(start_dim=1)  # keep the batch dimension!
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)
