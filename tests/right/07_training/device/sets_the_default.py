# Tensors are made on the picked device from then on; names are taken apart by hand
import torch
from torch import nn


def pick_device(preferred=None):
    counts = {
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
        "cpu": 1,
        "meta": 1,
    }
    if preferred is None:
        preferred = next(kind for kind, count in counts.items() if count)
    kind, colon, index = preferred.partition(":")
    if kind not in counts or colon and not index.isdecimal():
        raise ValueError(f"{preferred!r} is not the name of a device")
    if int(index or 0) >= counts[kind]:
        raise ValueError(f"this machine has no {preferred}")
    torch.set_default_device(preferred)
    torch.zeros(1)
    return torch.device(preferred)


def to_device(obj, device):
    if isinstance(obj, (torch.Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, dict):
        moved = obj.copy()
        for key, value in obj.items():
            moved[key] = to_device(value, device)
        return moved
    if isinstance(obj, list):
        return [to_device(item, device) for item in obj]
    if isinstance(obj, tuple):
        items = (to_device(item, device) for item in obj)
        return obj._make(items) if hasattr(obj, "_make") else tuple(items)
    return obj


def device_of(model):
    devices = {tensor.device for tensor in model.parameters()}
    devices.update(tensor.device for tensor in model.buffers())
    if len(devices) > 1:
        raise ValueError(f"model is on {len(devices)} devices")
    return next(iter(devices), torch.device("cpu"))
