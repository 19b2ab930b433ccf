# A tensor is moved to see whether that works; shallow copies are filled
import copy

import torch


def pick_device(preferred=None):
    for name in [preferred] if preferred else ["cuda", "mps", "cpu"]:
        try:
            torch.empty(1).to(name)
            return torch.device(name)
        except (RuntimeError, AssertionError, NotImplementedError):
            pass
    raise ValueError(f"preferred={preferred!r}")


def to_device(obj, device):
    if isinstance(obj, torch.Tensor) or isinstance(obj, torch.nn.Module):
        return obj.to(device)
    if isinstance(obj, dict):
        new = copy.copy(obj)
        new.update(zip(obj, to_device(list(obj.values()), device)))
        return new
    if isinstance(obj, list):
        new = obj[:]
        for i in range(len(new)):
            new[i] = to_device(new[i], device)
        return new
    if isinstance(obj, tuple):
        fields = getattr(obj, "_fields", None)
        new = to_device(list(obj), device)
        return tuple(new) if fields is None else type(obj)(**dict(zip(fields, new)))
    return obj


def device_of(model):
    tensors = iter([*model.parameters(), *model.buffers()])
    device = getattr(next(tensors, None), "device", torch.device("cpu"))
    for tensor in tensors:
        if tensor.device != device:
            raise ValueError(f"{device} and {tensor.device}")
    return device
