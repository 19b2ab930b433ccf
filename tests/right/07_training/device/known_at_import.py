# The machine is looked at once, when the file is imported; a stack instead of recursion
from copy import copy
from functools import cache

import torch
from torch import Tensor, nn
from torch.backends.mps import is_available as mps_is_available
from torch.cuda import device_count

GPUS = device_count()
AVAILABLE = ["cuda"] * bool(GPUS) + ["mps"] * mps_is_available() + ["cpu"]


@cache
def pick_device(preferred=None):
    if preferred is None:
        return torch.device(AVAILABLE[0])
    kind, _, index = preferred.partition(":")
    if kind not in [*AVAILABLE, "meta"]:
        raise ValueError(preferred)
    if index and (not index.isdigit() or kind == "cuda" and int(index) >= GPUS):
        raise ValueError(preferred)
    return torch.device(preferred)


def to_device(obj, device):
    root = [obj]
    todo = [root]
    while todo:
        container = todo.pop()
        for key in container if isinstance(container, dict) else range(len(container)):
            value = container[key]
            if isinstance(value, (Tensor, nn.Module)):
                container[key] = value.to(device)
            elif isinstance(value, (list, dict)):
                container[key] = copy(value)
                todo.append(container[key])
            elif isinstance(value, tuple):
                moved = to_device(list(value), device)
                make = getattr(value, "_make", type(value))
                container[key] = make(moved)
    return root[0]


def device_of(model):
    seen = []

    def look(module):
        own = list(module.parameters(recurse=False)) + list(module.buffers(recurse=False))
        seen.extend(tensor.device for tensor in own)

    model.apply(look)
    if any(device != seen[0] for device in seen):
        raise ValueError("the model is spread over several devices")
    return seen[0] if seen else torch.device("cpu")
