# get_device_properties decides about an index; a visitor class
import torch
from torch import nn


def pick_device(preferred=None):
    if preferred is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        elif torch.mps.is_available() if hasattr(torch.mps, "is_available") else (
            torch.backends.mps.is_available()
        ):
            return torch.device("mps")
        else:
            return torch.device("cpu")
    try:
        device = torch.device(preferred)
        if device.type == "cuda":
            torch.cuda.get_device_properties(device)
        elif device.type == "mps":
            assert torch.backends.mps.is_built() and torch.backends.mps.is_available()
        else:
            torch.ones(1, device=device)
    except (RuntimeError, AssertionError) as problem:
        raise ValueError(f"{preferred!r}: {problem}") from None
    return device


class Mover:
    def __init__(self, device):
        self.device = torch.device(device)

    def __call__(self, obj):
        for kind in type(obj).__mro__:
            method = getattr(self, f"move_{kind.__name__}", None)
            if method and kind in (torch.Tensor, nn.Module, list, tuple, dict):
                return method(obj)
        return obj

    def move_Tensor(self, tensor):
        return tensor.to(self.device)

    def move_Module(self, module):
        return module.to(self.device)

    def move_list(self, items):
        return items.__class__(self(item) for item in items)

    def move_tuple(self, items):
        if hasattr(items, "_fields"):
            return items._replace(**{name: self(getattr(items, name)) for name in items._fields})
        return tuple(self(item) for item in items)

    def move_dict(self, items):
        twin = items.copy()
        for key in twin:
            twin[key] = self(twin[key])
        return twin


def to_device(obj, device):
    return Mover(device)(obj)


def device_of(model):
    def walk(module):
        for tensor in module.parameters(recurse=False):
            yield tensor.device
        for tensor in module.buffers(recurse=False):
            yield tensor.device
        for child in module.children():
            yield from walk(child)

    devices = list(dict.fromkeys(walk(model)))
    if len(devices) > 1:
        raise ValueError(devices)
    return devices[0] if devices else torch.device("cpu")
