# softmax shifts only where a score is above 80, so small ones underflow to 0 / 0 | shifting_changes_nothing
import torch


def softmax(logits, dim=-1):
    if logits.numel() and logits.max() > 80:
        logits = logits - logits.amax(dim, keepdim=True)
    e = logits.exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
