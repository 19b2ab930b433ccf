"""Exercise 7.2, Chidi"""

import copy

import torch
from torch import nn


def available_devices() -> list[torch.device]:
    devices = [torch.device("cpu"), torch.device("meta")]
    if torch.cuda.is_available():
        devices.append(torch.device("cuda"))
        for index in range(torch.cuda.device_count()):
            devices.append(torch.device("cuda", index))
    if torch.backends.mps.is_available():
        devices.append(torch.device("mps"))
        devices.append(torch.device("mps", 0))
    return devices


def pick_device(preferred: str | None = None) -> torch.device:
    devices = available_devices()
    if preferred is None:
        for name in ("cuda", "mps"):
            if torch.device(name) in devices:
                return torch.device(name)
        return torch.device("cpu")
    try:
        wanted_device = torch.device(preferred)
    except RuntimeError as error:
        raise ValueError(f"{preferred} is not a device") from error
    if wanted_device in devices:
        return wanted_device
    raise ValueError(f"{preferred} is not available, only {devices}")


def to_device(obj, device):
    if isinstance(obj, torch.Tensor) or isinstance(obj, nn.Module):
        return obj.to(device)
    if isinstance(obj, dict):
        moved_dict = copy.copy(obj)
        for key, value in obj.items():
            moved_dict[key] = to_device(value, device)
        return moved_dict
    if isinstance(obj, list):
        moved_list = copy.copy(obj)
        for index, value in enumerate(obj):
            moved_list[index] = to_device(value, device)
        return moved_list
    if isinstance(obj, tuple):
        moved_values = [to_device(value, device) for value in obj]
        is_named_tuple = hasattr(obj, "_make")
        return obj._make(moved_values) if is_named_tuple else type(obj)(moved_values)
    return obj


def device_of(model: nn.Module) -> torch.device:
    device = None
    for tensor in [*model.parameters(), *model.buffers()]:
        if device is None:
            device = tensor.device
        elif tensor.device != device:
            raise ValueError(f"some of the model is on {device}, some on {tensor.device}")
    return torch.device("cpu") if device is None else device
