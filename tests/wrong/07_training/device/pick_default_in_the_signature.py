# The default is worked out in the signature, so None is no preference that it knows | picks_the_best
from copy import copy

import torch
from torch import nn


def pick_device(preferred="cuda" if torch.cuda.is_available() else "cpu"):
    try:
        device = torch.device(preferred)
    except (RuntimeError, TypeError):
        raise ValueError(preferred)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(preferred)
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(preferred)
    if device.type not in ("cpu", "cuda", "mps", "meta"):
        raise ValueError(preferred)
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
