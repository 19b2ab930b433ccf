# layers built from a table into a ModuleDict, orthogonal weights, zero biases, forward by a loop
import torch
from torch import nn

TABLE = {
    "c1": ("conv", 1, 6), "s2": ("pool",), "c3": ("conv", 6, 16), "s4": ("pool",),
    "c5": ("linear", 400, 120), "f6": ("linear", 120, 84), "output": ("linear", 84, None),
}


class LeNet5(nn.Module):
    def __init__(self, num_classes: int = 10, **factory):
        super().__init__()
        self.parts = nn.ModuleDict()
        for name, (kind, *sizes) in TABLE.items():
            if kind == "conv":
                self.parts[name] = nn.Conv2d(*sizes, kernel_size=(5, 5), **factory)
            elif kind == "pool":
                self.parts[name] = nn.AdaptiveAvgPool2d(14 if name == "s2" else 5)
            else:
                self.parts[name] = nn.Linear(sizes[0], sizes[1] or num_classes, **factory)
        for part in self.parts.values():
            if hasattr(part, "weight"):
                nn.init.orthogonal_(part.weight)
                nn.init.zeros_(part.bias)

    def forward(self, images):
        out = images
        for name, part in self.parts.items():
            if isinstance(part, nn.Linear) and out.dim() > 2:
                out = out.reshape(out.shape[0], -1)
            out = part(out)
            if hasattr(part, "weight") and name != "output":
                out = torch.clamp(out, min=0)
        return out
