from copy import copy

import torch as th


def pick_device(preferred=None):
    mine = ["cpu", "meta"]
    if th.backends.mps.is_available():
        mine = ["mps", "mps:0"] + mine
    if th.cuda.is_available():
        mine = ["cuda"] + [f"cuda:{i}" for i in range(th.cuda.device_count())] + mine
    if preferred is None:
        return th.device(mine[0])
    if preferred not in mine:
        raise ValueError(f"{preferred} not in {mine}")
    return th.device(preferred)


def to_device(obj, device):
    if isinstance(obj, (th.Tensor, th.nn.Module)):
        return obj.to(device)
    if isinstance(obj, dict):
        o = copy(obj)
        for k, v in obj.items():
            o[k] = to_device(v, device)
        return o
    if isinstance(obj, list):
        o = copy(obj)
        for i, v in enumerate(obj):
            o[i] = to_device(v, device)
        return o
    if isinstance(obj, tuple):
        vs = [to_device(v, device) for v in obj]
        return type(obj)(*vs) if hasattr(obj, "_fields") else type(obj)(vs)
    return obj


def device_of(model):
    ds = {t.device for t in [*model.parameters(), *model.buffers()]}
    if len(ds) > 1:
        raise ValueError(f"{len(ds)} devices")
    return ds.pop() if ds else th.device("cpu")
