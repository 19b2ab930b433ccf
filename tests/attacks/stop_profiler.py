# attack: takes the recorders away before it lets torch work
# points: 0
# statuses: forbidden
# naive: fooled profile
import sys

import torch


def work(name, logits, dim):
    sys.setprofile(None)
    if torch.autograd._profiler_enabled():
        torch.autograd._disable_profiler()
    return getattr(torch, name[::-1])(logits, dim)


def softmax(logits, dim=-1):
    return work("xamtfos", logits, dim)


def log_softmax(logits, dim=-1):
    return work("xamtfos_gol", logits, dim)
