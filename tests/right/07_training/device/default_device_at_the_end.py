# The file ends as a tutorial does: it picks a device and makes that torch's default
from copy import copy
from itertools import chain

import torch
from torch import Tensor, nn


def pick_device(preferred=None):
    present = ["cpu", "meta"]
    if torch.backends.mps.is_available():
        present.insert(0, "mps")
    if torch.cuda.is_available():
        present[:0] = ["cuda", *(f"cuda:{index}" for index in range(torch.cuda.device_count()))]
    if preferred is None:
        preferred = present[0]
    if preferred not in present:
        raise ValueError(f"this machine has {present}, but no {preferred}")
    return torch.device(preferred)


def to_device(obj, device):
    if isinstance(obj, (Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, dict):
        moved = copy(obj)
        moved |= {key: to_device(value, device) for key, value in obj.items()}
        return moved
    if isinstance(obj, (list, tuple)):
        items = [to_device(item, device) for item in obj]
        return type(obj)(*items) if hasattr(obj, "_fields") else type(obj)(items)
    return obj


def device_of(model):
    first, *others = {x.device for x in chain(model.parameters(), model.buffers())} or {
        torch.device("cpu")
    }
    if others:
        raise ValueError(f"the model is on {first} and on {others}")
    return first


device = pick_device()
torch.set_default_device(device)
weights = torch.ones(2, 3, device=device, requires_grad=True)
layer = nn.Linear(2, 2).to(device)
layer(weights.T).sum().backward()
assert weights.grad.shape == (2, 3)
