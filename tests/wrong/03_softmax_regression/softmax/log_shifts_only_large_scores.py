# log_softmax shifts only where a score is above 80 | log_shifting_changes_nothing
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    if logits.numel() and logits.max() > 80:
        logits = logits - logits.amax(dim, keepdim=True)
    return logits - logits.exp().sum(dim, keepdim=True).log()
