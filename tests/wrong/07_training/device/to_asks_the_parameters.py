# A module stays where it is when no parameter is elsewhere; its buffers are forgotten | moves_modules
from copy import copy
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn


def pick_device(preferred: str | None = None) -> torch.device:
    """The preferred device if this machine has it, or the best one that it has."""
    if preferred is None:
        devices = map(torch.device, ("cuda", "mps", "cpu"))
        return next(device for device in devices if _is_present(device))
    try:
        device = torch.device(preferred)
    except RuntimeError as error:
        raise ValueError(f"preferred={preferred!r} is not the name of a device") from error
    if not _is_present(device):
        raise ValueError(f"preferred={preferred!r} is not a device of this machine")
    return device


def to_device(obj: Any, device: torch.device | str) -> Any:
    """The same object with every tensor and module in it moved to the device."""
    if isinstance(obj, nn.Module):
        if all(parameter.device == torch.device(device) for parameter in obj.parameters()):
            return obj
        return obj.to(device)
    if isinstance(obj, Tensor):
        return obj.to(device)
    if isinstance(obj, tuple):
        moved = [to_device(value, device) for value in obj]
        # A named tuple's constructor takes its fields one by one, a plain tuple's an iterable.
        return obj._make(moved) if hasattr(obj, "_make") else type(obj)(moved)
    if isinstance(obj, (list, dict)):
        # A copy keeps what a constructor would lose, such as a defaultdict's factory.
        twin = copy(obj)
        for key, value in obj.items() if isinstance(obj, dict) else enumerate(obj):
            twin[key] = to_device(value, device)
        return twin
    return obj


def device_of(model: nn.Module) -> torch.device:
    """The device on which the model's parameters and buffers are."""
    devices = {tensor.device for tensor in chain(model.parameters(), model.buffers())}
    if len(devices) > 1:
        raise ValueError(f"model is spread over several devices: {sorted(map(str, devices))}")
    return devices.pop() if devices else torch.device("cpu")


def _is_present(device: torch.device) -> bool:
    """Whether this machine has the device; an index beyond the last one is absent."""
    if device.type == "cuda":
        indices = (None, *range(torch.cuda.device_count()))
        return torch.cuda.is_available() and device.index in indices
    if device.type == "mps":
        return torch.backends.mps.is_available() and device.index in (None, 0)
    return device.type in ("cpu", "meta")
