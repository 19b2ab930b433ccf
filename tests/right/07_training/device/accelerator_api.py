# torch.accelerator says what is there; pytree maps over containers; buffers chained
import itertools

import torch
from torch.utils._pytree import tree_map


def pick_device(preferred=None):
    current = (
        torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    )
    if preferred is None:
        return current if current is not None else torch.device("cpu")
    try:
        wanted = torch.device(preferred)
    except RuntimeError as e:
        raise ValueError(f"{preferred!r} is no device") from e
    if wanted.type in {"cpu", "meta"}:
        return wanted
    if wanted.type == "mps" and torch.backends.mps.is_available():
        return wanted
    if current is None or wanted.type != current.type:
        raise ValueError(f"{preferred!r} is not here")
    if wanted.index is not None and wanted.index >= torch.accelerator.device_count():
        raise ValueError(f"{preferred!r} is not here")
    return wanted


def to_device(obj, device):
    def move(leaf):
        return leaf.to(device) if isinstance(leaf, (torch.Tensor, torch.nn.Module)) else leaf

    return tree_map(move, obj)


def device_of(model):
    groups = [
        device
        for device, _ in itertools.groupby(
            sorted(str(t.device) for t in itertools.chain(model.parameters(), model.buffers()))
        )
    ]
    if len(groups) >= 2:
        raise ValueError(", ".join(groups))
    return torch.device(*groups or ["cpu"])
