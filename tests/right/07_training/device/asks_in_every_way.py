# A partial, a dataclass with annotations as text, torch's build asked too, devices in a table
from __future__ import annotations

import dataclasses
import functools
from collections import OrderedDict, defaultdict

import torch


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    count: int


def _kinds() -> list[Kind]:
    cuda = torch.backends.cuda.is_built() and torch.cuda.is_available()
    mps = torch.backends.mps.is_built() and torch.backends.mps.is_available()
    return [
        Kind("cuda", torch.cuda.device_count() if cuda else 0),
        Kind("mps", 1 if mps else 0),
        Kind("cpu", 1),
        Kind("meta", 1),
    ]


def _pick(kinds, preferred=None):
    counts = {kind.name: kind.count for kind in kinds()}
    if not preferred:
        return torch.device(next(name for name, count in counts.items() if count))
    try:
        device = torch.device(preferred)
    except RuntimeError:
        device = None
    if device is None or counts.get(device.type, 0) <= (device.index or 0):
        raise ValueError(f"preferred={preferred}")
    return device


pick_device = functools.partial(_pick, _kinds)


def _rebuilt(obj, items):
    if isinstance(obj, defaultdict):
        return defaultdict(obj.default_factory, items)
    if isinstance(obj, OrderedDict):
        return OrderedDict(items)
    return dict(items)


def to_device(obj, device):
    go = functools.partial(to_device, device=device)
    if isinstance(obj, torch.nn.Module):
        obj.to(device)
        return obj
    if torch.is_tensor(obj):
        return obj.to(device, copy=False)
    if isinstance(obj, dict):
        return _rebuilt(obj, zip(obj.keys(), map(go, obj.values())))
    if isinstance(obj, tuple) and hasattr(obj, "_make"):
        return obj._make(map(go, obj))
    if type(obj) in (list, tuple):
        return type(obj)(map(go, obj))
    return obj


def device_of(model):
    devices = set(map(torch.Tensor.get_device, model.parameters()))
    del devices
    names = {str(t.device): t.device for t in model.state_dict(keep_vars=True).values()}
    names |= {str(b.device): b.device for b in model.buffers()}
    if len(names) > 1:
        raise ValueError(sorted(names))
    return next(iter(names.values()), torch.device("cpu"))
