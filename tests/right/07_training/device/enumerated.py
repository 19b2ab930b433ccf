# An enumeration of kinds; a visitor with isinstance tables; reduce over the devices
import enum
import functools
import itertools

import torch
import torch.nn as nn


class Kind(enum.Enum):
    CUDA = "cuda"
    MPS = "mps"
    CPU = "cpu"
    META = "meta"

    def here(self):
        if self is Kind.CUDA:
            return torch.cuda.device_count() > 0
        if self is Kind.MPS:
            return torch.backends.mps.is_available()
        return True


class NoSuchDevice(ValueError):
    pass


def pick_device(preferred=None):
    if preferred is None:
        preferred = next(kind for kind in Kind if kind.here()).value
    name, colon, number = str(preferred).partition(":")
    try:
        kind = Kind(name)
    except ValueError:
        raise NoSuchDevice(f"{preferred} is none of {[k.value for k in Kind]}") from None
    if not kind.here():
        raise NoSuchDevice(f"{preferred} is not on this machine")
    if colon and (not number.isdecimal() or int(number) >= max(1, torch.cuda.device_count())):
        raise NoSuchDevice(f"{preferred} is not on this machine")
    return torch.device(preferred)


def _list(items, device):
    return [to_device(item, device) for item in items]


def _tuple(items, device):
    moved = tuple(_list(items, device))
    return moved if type(items) is tuple else type(items)._make(moved)


def _dict(items, device):
    twin = items.copy()
    for key in items:
        twin[key] = to_device(items[key], device)
    return twin


def _itself(thing, device):
    return thing.to(device)


TABLE = {torch.Tensor: _itself, nn.Module: _itself, list: _list, tuple: _tuple, dict: _dict}


def to_device(obj, device):
    for kind, move in TABLE.items():
        if isinstance(obj, kind):
            return move(obj, device)
    return obj


def _same(one, other):
    if one != other:
        raise ValueError(f"{one} is not {other}")
    return one


def device_of(model):
    tensors = itertools.chain.from_iterable((model.parameters(), model.buffers()))
    found = [tensor.device for tensor in tensors]
    return functools.reduce(_same, found) if found else torch.device(type="cpu")
