# is_built says what torch was built for, not what is there | picks_the_best, refuses_what_is_absent
from copy import copy

import torch
from torch import nn


def pick_device(preferred=None):
    cuda = torch.backends.cuda.is_built()
    if preferred is None:
        return torch.device("cuda" if cuda else "mps" if torch.backends.mps.is_available() else "cpu")
    gpus = max(torch.cuda.device_count(), 1) if cuda else 0
    names = ["cpu", "meta"] + ["cuda"] * cuda + [f"cuda:{i}" for i in range(gpus)]
    if torch.backends.mps.is_available():
        names.append("mps")
    if preferred in names:
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
