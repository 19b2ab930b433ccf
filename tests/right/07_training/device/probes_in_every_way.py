# A probe is made on a device or a number, or moved there, and asked where it is
from copy import copy

import torch
from torch import Tensor, nn

PROBES = {
    "cuda": [
        lambda device: torch.zeros(1).cuda(device),
        lambda device: torch.zeros(1).cuda(device.index),
        lambda device: torch.zeros(1).cuda(device=device.index or 0),
        lambda device: torch.zeros(1, device=device.index or 0),
        lambda device: torch.zeros(1).to(device.index or 0),
    ],
    "mps": [lambda device: torch.zeros(1).to(device)],
}


def is_there(device, probe):
    try:
        made = probe(device)
    except (RuntimeError, AssertionError, NotImplementedError):
        return False
    same_index = device.index is None or made.device.index == device.index
    kinds = {"cuda": made.is_cuda, "mps": made.is_mps, "cpu": made.is_cpu, "meta": made.is_meta}
    alone = sum(kinds.values()) == 1
    back = made.is_meta or made.cpu().device.type == "cpu"
    return made.device.type == device.type and same_index and alone and kinds[device.type] and back


def make_there(device):
    return torch.ones(1, device=device)


def pick_device(preferred=None):
    try:
        named = [torch.device(name) for name in ([preferred] if preferred else ["cuda", "mps", "cpu"])]
    except RuntimeError as error:
        raise ValueError(f"what is {preferred}?") from error
    for device in named:
        if all(is_there(device, probe) for probe in [make_there, *PROBES.get(device.type, [])]):
            return device
    raise ValueError(f"{preferred} is not here")


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
    devices = {x.device for x in model.parameters()} | {x.device for x in model.buffers()}
    if len(devices) > 1:
        raise ValueError(f"the model is on {devices}")
    return next(iter(devices), torch.device("cpu"))
