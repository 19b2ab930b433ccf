# a 5x5 convolution to 120 channels in place of the first linear layer, as in the paper
from torch import nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, kernel_size=(5, 5))
        self.c3 = nn.Conv2d(6, 16, kernel_size=(5, 5))
        self.c5 = nn.Conv2d(16, 120, kernel_size=(5, 5))
        self.f6 = nn.Linear(120, 84)
        self.output = nn.Linear(84, num_classes)
        self.pool = nn.AvgPool2d(kernel_size=2, stride=2)
        self.act = nn.ReLU()

    def forward(self, img):
        s2 = self.pool(self.act(self.c1(img)))
        s4 = self.pool(self.act(self.c3(s2)))
        c5 = self.act(self.c5(s4)).squeeze(-1).squeeze(-1)
        return self.output(self.act(self.f6(c5)))
