# A named tuple's class, which has _make too, is taken for a named tuple | leaves_other_values
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
    if hasattr(obj, "_make"):
        return obj._make(to_device(value, device) for value in obj)
    if isinstance(obj, (torch.Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, (tuple, list)):
        return type(obj)([to_device(value, device) for value in obj])
    if isinstance(obj, dict):
        result = copy(obj)
        for key, value in obj.items():
            result[key] = to_device(value, device)
        return result
    return obj


def device_of(model):
    devices = {t.device for t in [*model.parameters(), *model.buffers()]}
    if len(devices) > 1:
        raise ValueError(f"the model is on {devices}")
    return devices.pop() if devices else torch.device("cpu")
