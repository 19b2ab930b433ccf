# one small function for each type, by functools.singledispatch; devices compared two by two
import functools
import itertools

import torch


def pick_device(preferred=None):
    def counted(kind):
        if kind == "cuda":
            return torch.cuda.device_count() * torch.cuda.is_available()
        return torch.backends.mps.is_available() if kind == "mps" else kind in {"cpu", "meta"}

    if preferred is None:
        return torch.device(next(filter(counted, ["cuda", "mps", "cpu"])))
    try:
        device = torch.device(preferred)
        if counted(device.type) <= (device.index or 0):
            raise RuntimeError("not on this machine")
    except RuntimeError as error:
        raise ValueError(f"{preferred!r}: {error}") from error
    return device


@functools.singledispatch
def moved(obj, device):
    return obj


@moved.register(torch.Tensor)
@moved.register(torch.nn.Module)
def _(obj, device):
    return obj.to(device=device)


@moved.register(list)
def _(obj, device):
    return obj.__class__([moved(item, device) for item in obj])


@moved.register(tuple)
def _(obj, device):
    items = [moved(item, device) for item in obj]
    return obj._replace(**dict(zip(obj._fields, items))) if hasattr(obj, "_fields") else (*items,)


@moved.register(dict)
def _(obj, device):
    twin = obj.copy()
    for key in twin:
        twin[key] = moved(obj[key], device)
    return twin


def to_device(obj, device):
    return moved(obj, torch.device(device))


def device_of(model):
    devices = [tensor.device for tensor in itertools.chain(model.buffers(), model.parameters())]
    if any(one != other for one, other in itertools.pairwise(devices)):
        raise ValueError(f"the model is on {devices}")
    return (devices or [torch.device("cpu")])[-1]
