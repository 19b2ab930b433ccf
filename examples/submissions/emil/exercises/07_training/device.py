import copy

import torch
import torch.nn as nn


def has(device):
    """is this device in my computer?"""
    if device.type == "cpu" or device.type == "meta":
        return True
    if device.type == "cuda":
        if not torch.cuda.is_available():
            return False
        return device.index is None or device.index < torch.cuda.device_count()
    if device.type == "mps":
        return torch.backends.mps.is_available() and device.index in [None, 0]
    return False


def pick_device(preferred=None):
    if preferred is None:
        for name in ["cuda", "mps", "cpu"]:
            if has(torch.device(name)):
                return torch.device(name)
    try:
        device = torch.device(preferred)
    except RuntimeError:
        raise ValueError("unknown device " + preferred)
    if not has(device):
        raise ValueError("no such device " + preferred)
    return device


def to_device(obj, device):
    if isinstance(obj, torch.Tensor):
        return obj.to(device)
    elif isinstance(obj, nn.Module):
        return obj.to(device)
    elif isinstance(obj, list):
        new = copy.copy(obj)
        for i in range(len(obj)):
            new[i] = to_device(obj[i], device)
        return new
    elif isinstance(obj, dict):
        new = copy.copy(obj)
        for k in obj:
            new[k] = to_device(obj[k], device)
        return new
    elif isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[to_device(o, device) for o in obj])
    elif isinstance(obj, tuple):
        return type(obj)([to_device(o, device) for o in obj])
    else:
        return obj


def device_of(model):
    tensors = list(model.parameters()) + list(model.buffers())
    if tensors == []:
        return torch.device("cpu")
    first = tensors[0].device
    for t in tensors:
        if t.device != first:
            raise ValueError("model is on " + str(first) + " and " + str(t.device))
    return first
