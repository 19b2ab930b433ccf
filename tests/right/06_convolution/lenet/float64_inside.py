# casts to float64 inside and back at the end
import torch.nn.functional as F
from torch import nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.layers = nn.ModuleDict({
            "conv1": nn.Conv2d(1, 6, 5), "conv2": nn.Conv2d(6, 16, 5),
            "fc1": nn.Linear(400, 120), "fc2": nn.Linear(120, 84), "fc3": nn.Linear(84, num_classes),
        })

    def forward(self, images):
        x = images.double()
        for name in ("conv1", "conv2"):
            layer = self.layers[name]
            x = F.conv2d(x, layer.weight.double(), layer.bias.double())
            x = F.adaptive_avg_pool2d(F.relu(x), x.shape[-1] // 2)
        x = x.view(x.size(0), -1)
        for name in ("fc1", "fc2", "fc3"):
            layer = self.layers[name]
            x = F.linear(x, layer.weight.double(), layer.bias.double())
            x = x if name == "fc3" else x.relu()
        return x.to(images.dtype)
