# A tensor is made on torch's default device, which is set for a while only and put back
from copy import copy
from itertools import chain

import torch
from torch import Tensor, nn


def is_present(device):
    before = torch.get_default_device()
    try:
        torch.set_default_device(device)
        return bool(torch.ones(1, device=device).numel())
    except (RuntimeError, AssertionError, NotImplementedError):
        return False
    finally:
        torch.set_default_device(before)


def pick_device(preferred=None):
    if preferred is None:
        return torch.device(next(filter(is_present, ["cuda", "mps", "cpu"])))
    if not is_present(preferred):
        raise ValueError(f"{preferred} is not here")
    return torch.device(preferred)


def to_device(obj, device):
    if isinstance(obj, (Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, dict):
        moved = copy(obj)
        moved |= {key: to_device(value, device) for key, value in obj.items()}
        return moved
    if isinstance(obj, (list, tuple)):
        items = [to_device(item, device) for item in obj]
        return type(obj)(*items) if hasattr(obj, "_fields") else type(obj)(items)
    return obj


def device_of(model):
    devices = [x.device for x in chain(model.parameters(), model.buffers())] or [torch.device("cpu")]
    if any(device != devices[0] for device in devices):
        raise ValueError(f"the model is on {devices}")
    return devices[0]
