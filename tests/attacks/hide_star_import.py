# attack: imports everything, then uses a name that nobody wrote
# points: 0
# statuses: forbidden
# naive: fooled text
from torch.nn.functional import *

ours = softmax
theirs = log_softmax


def softmax(logits, dim=-1):
    return ours(logits, dim=dim)


def log_softmax(logits, dim=-1):
    return theirs(logits, dim=dim)
