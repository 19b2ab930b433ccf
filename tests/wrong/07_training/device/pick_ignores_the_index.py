# Any cuda device passes where there is a GPU at all | refuses_what_is_absent
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    available = {
        "cpu": True,
        "meta": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if preferred is None:
        preferred = next(name for name in ("cuda", "mps", "cpu") if available[name])
    try:
        device = torch.device(preferred)
    except RuntimeError:
        raise ValueError(preferred)
    if not available.get(device.type, False):
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
