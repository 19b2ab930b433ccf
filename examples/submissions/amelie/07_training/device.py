"""Device helpers choose where to compute, and bring models and batches there.

preferred device, else cuda, else mps, else cpu
"""

import copy
from typing import Any

import torch
from torch import nn


def pick_device(preferred: str | None = None) -> torch.device:
    """The preferred device if this machine has it, or the best one that it has.

    - preferred: a device's name such as "cuda", "cuda:1", "mps", "cpu" or "meta". "cpu" and "meta"
      are on every machine. ValueError for a device that this machine does not have, and for a
      name that torch does not know.
    - None means the first that this machine has of cuda, mps and cpu, without an index.
    """
    if preferred is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")

    try:
        device = torch.device(preferred)
    except RuntimeError:
        raise ValueError(f"torch does not know a device called {preferred!r}")
    if device.type in ("cpu", "meta"):
        return device
    if device.type == "cuda" and torch.cuda.is_available():
        if device.index is None or device.index < torch.cuda.device_count():
            return device
    if device.type == "mps" and torch.backends.mps.is_available():
        if device.index in (None, 0):
            return device
    raise ValueError(f"this computer has no {preferred}")


def to_device(obj: Any, device: torch.device | str) -> Any:
    """The same object with every tensor and module in it moved to the device.

    - obj: a tensor, a module, or a list, tuple, named tuple or dict of such things (in a dict the
      values), nested to any depth.
    - Returns containers of the same types, named tuples and subclasses included. Other values,
      such as numbers, strings and None, are the identical objects.
    - The caller's containers and tensors are left unchanged. A module is moved in place, as
      module.to does.
    - Gradients flow through to the tensors in `obj`.
    """
    if isinstance(obj, (torch.Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, list):
        new = copy.copy(obj)
        new[:] = [to_device(item, device) for item in obj]
        return new
    if isinstance(obj, dict):
        new = copy.copy(obj)  # works for defaultdict and OrderedDict too
        for key in obj:
            new[key] = to_device(obj[key], device)
        return new
    if isinstance(obj, tuple):
        items = [to_device(item, device) for item in obj]
        if hasattr(obj, "_fields"):
            return type(obj)(*items)
        return type(obj)(items)
    return obj


def device_of(model: nn.Module) -> torch.device:
    """The device on which the model's parameters and buffers are.

    - A model without parameters or buffers is on the cpu.
    - ValueError for a model that is spread over several devices.
    """
    found = set()
    for p in model.parameters():
        found.add(p.device)
    for b in model.buffers():
        found.add(b.device)
    if len(found) == 0:
        return torch.device("cpu")
    if len(found) > 1:
        raise ValueError(f"the model is on more than one device: {found}")
    return found.pop()
