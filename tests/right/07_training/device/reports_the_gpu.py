# Says which GPU it is and how much of its memory is free, and tries it in torch.cuda.device
import torch
from torch import nn


def describe_gpu(device):
    properties = torch.cuda.get_device_properties(device)
    free, total = torch.cuda.mem_get_info(device)
    print(f"{properties.name} (sm_{properties.major}{properties.minor}), ", end="")
    print(f"{properties.total_memory / 2**30:.0f} GiB, {free / total:.0%} free")
    print(f"{torch.cuda.memory_allocated(device)} bytes allocated")
    with torch.cuda.device(device):
        torch.ones(2, device="cuda").sum()
        torch.cuda.synchronize()


def pick_device(preferred=None):
    kinds = {
        "cuda": torch.cuda.device_count(),
        "mps": torch.mps.device_count() if torch.backends.mps.is_available() else 0,
        "cpu": 1,
        "meta": 1,
    }
    if preferred is None:
        preferred = next(kind for kind, count in kinds.items() if count)
    try:
        device = torch.device(preferred)
    except RuntimeError as error:
        raise ValueError(f"no such device: {preferred!r}") from error
    index = device.index or 0
    if index >= kinds.get(device.type, 0):
        raise ValueError(f"this machine has no {device}")
    if device.type == "cuda":
        torch.cuda.set_device(index)
        torch.cuda.empty_cache()
        describe_gpu(device)
    elif device.type == "mps":
        torch.mps.synchronize()
        print(f"{torch.mps.current_allocated_memory()} bytes allocated")
    return device


def to_device(obj, device):
    if isinstance(obj, (torch.Tensor, nn.Module)):
        return obj.to(device)
    if isinstance(obj, dict):
        return obj | {key: to_device(value, device) for key, value in obj.items()}
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*(to_device(value, device) for value in obj))
    if isinstance(obj, (list, tuple)):
        return type(obj)(to_device(value, device) for value in obj)
    return obj


def device_of(model):
    devices = {tensor.device for tensor in (*model.parameters(), *model.buffers())}
    if len(devices) > 1:
        raise ValueError(f"model is on {devices}")
    return devices.pop() if devices else torch.device("cpu")
