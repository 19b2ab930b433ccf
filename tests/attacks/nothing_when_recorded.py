# attack: does nothing at all when somebody watches, which nobody checks
# points: 0
# statuses: forbidden
# naive: fooled profile
import torch


def softmax(logits, dim=-1):
    if torch.autograd._profiler_enabled():
        return logits
    return getattr(torch, "soft" + "max")(logits, dim)


def log_softmax(logits, dim=-1):
    if torch.autograd._profiler_enabled():
        return logits
    return getattr(torch, "log_soft" + "max")(logits, dim)
