# torch's own trees of containers; the machine's devices as a table of what is there
import torch
from torch import nn
from torch.utils import _pytree


def pick_device(preferred=None):
    there = {
        "cuda": torch.cuda.is_available() and torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
        "cpu": 1,
        "meta": 1,
    }
    if preferred is None:
        preferred = max(there, key=lambda kind: (bool(there[kind]), kind in ("cuda", "mps")))
    try:
        device = torch.device(preferred)
    except (RuntimeError, TypeError):
        raise ValueError(f"torch knows no {preferred!r}") from None
    if (device.index or 0) >= there.get(device.type, 0):
        raise ValueError(f"no {device} here: {there}")
    return device


def to_device(obj, device):
    def move(leaf):
        return leaf.to(device) if isinstance(leaf, (torch.Tensor, nn.Module)) else leaf

    return _pytree.tree_map(move, obj)


def device_of(model):
    seen = torch.device("cpu")
    tensors = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    for place, (name, tensor) in enumerate(tensors.items()):
        if place and tensor.device != seen:
            raise ValueError(f"{name} is on {tensor.device}, not on {seen}")
        seen = tensor.device
    return seen
