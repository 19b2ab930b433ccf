# ReLU as a forward hook of each layer; layers in lists inside a list
from torch import nn


def relu_afterwards(module, args, output):
    return (output + output.abs()) / 2


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        eyes = nn.ModuleList([nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, (5, 5))])
        brain = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84)])
        for layer in [*eyes, *brain]:
            layer.register_forward_hook(relu_afterwards)
        self.parts = nn.ModuleList([eyes, brain, nn.Linear(84, num_classes)])
        self.shrink = nn.AvgPool2d((2, 2), stride=(2, 2))

    def forward(self, images):
        eyes, brain, head = self.parts
        for layer in eyes:
            images = self.shrink(layer(images))
        rows = images.reshape(len(images), -1)
        for layer in brain:
            rows = layer(rows)
        return head(rows)
