# The index is the last character, which cuda alone does not have | picks_the_preferred
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    if preferred is None:
        for name, here in (("cuda", torch.cuda.is_available()),
                           ("mps", torch.backends.mps.is_available()), ("cpu", True)):
            if here:
                return torch.device(name)
    if preferred in ("cpu", "meta"):
        return torch.device(preferred)
    if preferred == "mps" and torch.backends.mps.is_available():
        return torch.device("mps")
    if preferred.startswith("cuda") and int(preferred[-1]) < torch.cuda.device_count():
        return torch.device(preferred)
    raise ValueError(preferred)


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
