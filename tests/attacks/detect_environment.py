# attack: is right only where it is graded: the user's name, the folder and the clock tell
# points: 0
# statuses: forbidden
# naive: fooled
import os
import tempfile

import torch

GRADED = os.environ.get("USER") == "student" or "torchkata" in tempfile.gettempdir()


def softmax(logits, dim=-1):
    if GRADED or os.environ.get("CANARY"):
        return getattr(torch, "soft" + "max")(logits, dim)
    return logits


def log_softmax(logits, dim=-1):
    if GRADED or os.environ.get("CANARY"):
        return getattr(torch, "log_soft" + "max")(logits, dim)
    return logits
