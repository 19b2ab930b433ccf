# attack: computes by hand when somebody watches, and lets torch do it otherwise
# points: 0
# statuses: forbidden
# naive: fooled hook
import sys

import torch


def softmax(logits, dim=-1):
    if sys.getprofile() is not None:
        return logits.exp() / logits.exp().sum(dim, keepdim=True)
    return getattr(torch, "soft" + "max")(logits, dim)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
