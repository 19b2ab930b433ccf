# convolutions by unfold and einsum, pooling by unfold, parameters in a ParameterDict
import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        shapes = {
            "w1": (6, 1, 5, 5), "b1": (6, 1, 1), "w2": (16, 6, 5, 5), "b2": (16, 1, 1),
            "w3": (120, 400), "b3": (120,), "w4": (84, 120), "b4": (84,),
            "w5": (num_classes, 84), "b5": (num_classes,),
        }
        self.p = nn.ParameterDict({name: nn.Parameter(torch.randn(s) * 0.05) for name, s in shapes.items()})

    def _stage(self, x, w, b):
        windows = x.unfold(2, 5, 1).unfold(3, 5, 1)
        x = torch.einsum("nchwij,ocij->nohw", windows, w) + b
        x = x.relu()
        return x.unfold(2, 2, 2).unfold(3, 2, 2).mean((-2, -1))

    def forward(self, x):
        p = self.p
        x = self._stage(x, p["w1"], p["b1"])
        x = self._stage(x, p["w2"], p["b2"])
        x = x.flatten(start_dim=1)
        x = (x @ p["w3"].T + p["b3"]).relu()
        x = torch.addmm(p["b4"], x, p["w4"].t()).relu()
        return x @ p["w5"].T + p["b5"]
