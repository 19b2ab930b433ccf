# current_accelerator names what torch was built for, not what is there | picks_the_best
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    if preferred is None:
        return torch.accelerator.current_accelerator() or torch.device("cpu")
    try:
        device = torch.device(preferred)
    except RuntimeError as error:
        raise ValueError(f"preferred={preferred!r}") from error
    if device.type in ("cpu", "meta"):
        return device
    here = torch.backends.mps.is_available() if device.type == "mps" else (
        device.type == "cuda" and (device.index or 0) < torch.cuda.device_count()
    )
    if not here:
        raise ValueError(f"preferred={preferred!r}")
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
