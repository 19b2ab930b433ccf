"""Device helpers choose where to compute, and bring models and batches there.

preferred device, else cuda, else mps, else cpu
"""

from typing import Any

import torch
from torch import nn


def pick_device(preferred: str | None = None) -> torch.device:
    """The preferred device if this machine has it, or the best one that it has.

    - preferred: a device's name such as "cuda", "cuda:1", "mps", "cpu" or "meta". "cpu" and "meta"
      are on every machine. ValueError for a device that this machine does not have, and for a
      name that torch does not know.
    - None means the first that this machine has of cuda, mps and cpu.
    - Returns the device as it was named, torch.device(preferred); without an index for None.
      torch's default device stays as it was.
    """
    raise NotImplementedError("pick_device")


def to_device(obj: Any, device: torch.device | str) -> Any:
    """The same object with every tensor and module in it moved to the device.

    - obj: a tensor, a module, or a list, tuple, named tuple or dict of such things (in a dict the
      values), nested to any depth.
    - Returns new containers of the same types: a named tuple stays one, and so does an
      OrderedDict, or a defaultdict with its factory. Dicts keep their order. Other values, such as
      numbers, strings, sets, NumPy arrays and None, are the identical objects.
    - The caller's containers and tensors are left unchanged. A module is moved in place, as
      module.to does.
    - Gradients flow through to the tensors in `obj`.
    - An error for a device that this machine does not have, as torch raises it.
    """
    raise NotImplementedError("to_device")


def device_of(model: nn.Module) -> torch.device:
    """The device on which the model's parameters and buffers are.

    - A model without parameters or buffers is on the cpu.
    - ValueError for a model that is spread over several devices.
    """
    raise NotImplementedError("device_of")
