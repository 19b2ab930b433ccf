# one pass over the slices with a running maximum, and a sum that is rescaled when it grows
import torch


def _online(logits, dim):
    largest, total = None, 0.0
    for scores in logits.unbind(dim):
        new = scores.detach() if largest is None else torch.maximum(largest, scores.detach())
        if largest is not None:
            total = total * torch.exp(torch.where(largest == new, 0.0, largest - new))
        total = total + torch.where(scores == -torch.inf, 0.0, torch.exp(scores - new))
        largest = new
    return largest.unsqueeze(dim), total.unsqueeze(dim)


def softmax(logits, dim=-1):
    largest, total = _online(logits, dim)
    return torch.exp(logits - largest) / total


def log_softmax(logits, dim=-1):
    largest, total = _online(logits, dim)
    return logits - (largest + torch.log(total))
