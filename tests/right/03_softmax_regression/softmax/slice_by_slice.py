# loops over slices, with sums in reverse order
import torch


def _sum(parts):
    total = parts[-1]
    for part in reversed(parts[:-1]):
        total = total + part
    return total


def softmax(logits, dim=-1):
    slices = logits.unbind(dim)
    top = slices[0]
    for s in slices[1:]:
        top = torch.maximum(top, s)
    e = [torch.exp(s - top) for s in slices]
    total = _sum(e)
    return torch.stack([x / total for x in e], dim=dim)


def log_softmax(logits, dim=-1):
    slices = logits.unbind(dim)
    top = torch.stack(slices).amax(0)
    shifted = [s - top for s in slices]
    log_total = torch.log(_sum([torch.exp(s) for s in shifted]))
    return torch.stack([s - log_total for s in shifted], dim=dim)
