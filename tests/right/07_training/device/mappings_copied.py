# match statements, and whatever maps keys to values is copied and updated
from collections.abc import Mapping
from copy import copy

import torch
from torch import Tensor, nn


def pick_device(preferred: str | None = None) -> torch.device:
    if preferred is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        d = torch.device(preferred)
    except RuntimeError as e:
        raise ValueError(str(e)) from e
    here = {
        "cpu": 1,
        "meta": 1,
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
    }
    limit = here.get(d.type, 0)
    if limit == 0 or (d.type in ("cuda", "mps") and (d.index or 0) >= limit):
        raise ValueError(f"no {preferred!r} on this machine")
    return d


def to_device(obj, device):
    match obj:
        case Tensor() | nn.Module():
            return obj.to(device)
        case Mapping():
            twin = copy(obj)
            twin.update({k: to_device(v, device) for k, v in obj.items()})
            return twin
        case list():
            twin = copy(obj)
            twin[:] = (to_device(v, device) for v in obj)
            return twin
        case tuple():
            values = (to_device(v, device) for v in obj)
            return obj._make(values) if hasattr(obj, "_make") else type(obj)(values)
    return obj


def device_of(model: nn.Module) -> torch.device:
    places = {t.device for t in model.state_dict().values()}
    places |= {b.device for b in model.buffers()}  # the ones that are not saved, too
    if len(places) > 1:
        raise ValueError(f"spread over {places}")
    return places.pop() if places else torch.device("cpu")
