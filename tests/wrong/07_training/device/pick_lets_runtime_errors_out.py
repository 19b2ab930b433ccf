# torch's RuntimeError for an unknown name reaches the caller | refuses_unknown_names
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    gpus = torch.cuda.device_count()
    if preferred is None:
        if gpus:
            return torch.device("cuda")
        return torch.device("mps") if torch.backends.mps.is_available() else torch.device("cpu")
    device = torch.device(preferred)
    count = {"cpu": 1, "meta": 1, "cuda": gpus, "mps": int(torch.backends.mps.is_available())}
    if (device.index or 0) >= count.get(device.type, 0):
        raise ValueError(f"{device} is not here")
    return device


def to_device(obj, device):
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
