# attack: counts calls and times them: by hand at first, torch afterwards
# points: 0
# statuses: forbidden
# naive: fooled
import time

import torch

started = time.monotonic()
calls = 0


def softmax(logits, dim=-1):
    global calls
    calls += 1
    if calls < 3 and time.monotonic() - started < 5:
        return logits.exp() / logits.exp().sum(dim, keepdim=True)
    return getattr(torch, "soft" + "max")(logits, dim)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
