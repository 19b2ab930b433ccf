# On a machine without a GPU all stays on the CPU, without an error | moves_every_tensor
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
    names = ["cuda"] * (gpus > 0) + ["mps"] * torch.backends.mps.is_available() + ["cpu"]
    if preferred is None:
        return torch.device(names[0])
    names += ["meta"] + [f"cuda:{i}" for i in range(gpus)]
    if preferred not in names:
        raise ValueError(f"no device {preferred!r} here, only {names}")
    return torch.device(preferred)


def to_device(obj, device):
    if torch.device(device).type == "cuda" and not torch.cuda.is_available():
        device = "cpu"
    if isinstance(obj, (torch.Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*(to_device(x, device) for x in obj))
    if isinstance(obj, (list, tuple)):
        return type(obj)(to_device(x, device) for x in obj)
    if isinstance(obj, dict):
        moved = copy(obj)
        moved.update((key, to_device(x, device)) for key, x in obj.items())
        return moved
    return obj


def device_of(model):
    devices = {t.device for t in [*model.parameters(), *model.buffers()]}
    if len(devices) > 1:
        raise ValueError(f"the model is on {devices}")
    return devices.pop() if devices else torch.device("cpu")
