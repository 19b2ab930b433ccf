"""LeNet-5 reads a digit with two rounds of convolution and pooling and three linear layers.

(1, 32, 32) -> (6, 28, 28) -> (6, 14, 14) -> (16, 10, 10) -> (16, 5, 5) -> 400 -> 120 -> 84 -> 10
"""

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
        """Create the layers and register their parameters: random weights, others in each model."""
        raise NotImplementedError("LeNet5.__init__")

    def forward(self, images: Tensor) -> Tensor:
        """Logits of a batch of images: (N, 1, 32, 32) to (N, num_classes).

        There is no softmax at the end, and a batch of one image keeps its first dimension.
        """
        raise NotImplementedError("LeNet5.forward")
