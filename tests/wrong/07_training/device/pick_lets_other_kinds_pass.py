# Only cuda and mps are looked for; xpu passes | refuses_what_is_absent
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    if preferred is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")
    try:
        device = torch.device(preferred)
    except Exception as e:
        raise ValueError("unknown device") from e
    if device.type == "cuda":
        if not torch.cuda.is_available() or (device.index or 0) >= torch.cuda.device_count():
            raise ValueError("no such GPU")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError("no MPS")
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
