# attack: takes torch from sys.modules
# points: 0
# statuses: forbidden
# naive: fooled
import sys

T = sys.modules["torch"] if "torch" in sys.modules else None
name = "soft" + "max"


def softmax(logits, dim=-1):
    return getattr(T, name)(logits, dim)


def log_softmax(logits, dim=-1):
    return getattr(T, "log_" + name)(logits, dim)
