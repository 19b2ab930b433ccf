# a subclass of nn.Sequential with its own initialisation
from collections import OrderedDict

from torch import nn


def init(layer):
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)


class LeNet5(nn.Sequential):
    def __init__(self, num_classes=10):
        super().__init__(OrderedDict(
            C1=nn.Conv2d(1, 6, 5), R1=nn.ReLU(), S2=nn.AvgPool2d(2),
            C3=nn.Conv2d(6, 16, 5), R3=nn.ReLU(), S4=nn.AvgPool2d(2),
            flat=nn.Flatten(1),
            F5=nn.Linear(400, 120), R5=nn.ReLU(),
            F6=nn.Linear(120, 84), R6=nn.ReLU(),
            out=nn.Linear(84, num_classes),
        ))
        self.apply(init)
