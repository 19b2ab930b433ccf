# softmax keeps a running maximum that begins with -inf, and -inf less -inf is NaN | minus_infinity_gets_nothing
import torch


def _online(logits, dim):
    largest, total = None, 0.0
    for scores in logits.unbind(dim):
        new = scores.detach() if largest is None else torch.maximum(largest, scores.detach())
        before = 0.0 if largest is None else total * torch.exp(largest - new)
        total = before + torch.exp(scores - new)
        largest = new
    return largest.unsqueeze(dim), total.unsqueeze(dim)


def softmax(logits, dim=-1):
    largest, total = _online(logits, dim)
    return torch.exp(logits - largest) / total


def log_softmax(logits, dim=-1):
    largest, total = _online(logits, dim)
    return logits - (largest + torch.log(total))
