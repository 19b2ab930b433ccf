import copy

import torch
import torch.nn as nn


def pick_device(preferred=None):
    cuda = torch.cuda.is_available()
    mps = torch.backends.mps.is_available()
    if preferred is None:
        preferred = "cuda" if cuda else "mps" if mps else "cpu"
    try:
        device = torch.device(preferred)
    except RuntimeError as error:
        raise ValueError(f"{preferred!r} is no device") from error
    available = {"cpu": True, "meta": True, "cuda": cuda, "mps": mps}
    if not available.get(device.type, False):
        raise ValueError(f"{preferred!r} is not available")
    if device.type == "cuda" and device.index is not None:
        if device.index >= torch.cuda.device_count():
            raise ValueError(f"there are only {torch.cuda.device_count()} GPUs")
    return device


def to_device(obj, device):
    if isinstance(obj, (torch.Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, (list, dict)):
        result = copy.copy(obj)
        for place in range(len(obj)) if isinstance(obj, list) else list(obj):
            result[place] = to_device(obj[place], device)
        return result
    if isinstance(obj, tuple):
        values = [to_device(value, device) for value in obj]
        if hasattr(obj, "_fields"):  # a namedtuple
            return obj._make(values)
        return type(obj)(values)
    return obj


def device_of(model):
    devices = []
    for tensor in list(model.parameters()) + list(model.buffers()):
        if tensor.device not in devices:
            devices.append(tensor.device)
    if len(devices) == 0:
        return torch.device("cpu")
    if len(devices) == 1:
        return devices[0]
    raise ValueError(f"several devices: {devices}")
