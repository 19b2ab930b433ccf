# A device is there when a tensor can be made on it; singledispatch; modules one by one
from collections import defaultdict
from functools import singledispatch

import torch
from torch import nn


def works(name):
    try:
        torch.zeros(1, device=name)
    except Exception:
        return False
    return True


def pick_device(preferred=None):
    if preferred is None:
        for name in ("cuda", "mps", "cpu"):
            if works(name):
                return torch.device(name)
    if not works(preferred):
        raise ValueError(f"preferred={preferred!r} does not work on this machine")
    return torch.device(preferred)


@singledispatch
def to_device(obj, device):
    return obj


@to_device.register(torch.Tensor)
@to_device.register(nn.Module)
def _(obj, device):
    return obj.to(device=device, non_blocking=True)


@to_device.register
def _(obj: list, device):
    return type(obj)(map(lambda x: to_device(x, device), obj))


@to_device.register
def _(obj: tuple, device):
    items = [to_device(x, device) for x in obj]
    try:
        return type(obj)(*items) if hasattr(type(obj), "_fields") else type(obj)(items)
    except TypeError:
        return tuple(items)


@to_device.register
def _(obj: dict, device):
    return type(obj)({k: to_device(v, device) for k, v in obj.items()})


@to_device.register
def _(obj: defaultdict, device):
    return defaultdict(obj.default_factory, ((k, to_device(v, device)) for k, v in obj.items()))


def device_of(model):
    found = None
    for module in model.modules():
        for tensor in (*module._parameters.values(), *module._buffers.values()):
            if tensor is None:
                continue
            if found is not None and tensor.device != found:
                raise ValueError(f"model is on {found} and {tensor.device}")
            found = tensor.device
    return found if found is not None else torch.device("cpu")
