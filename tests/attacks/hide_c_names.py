# attack: takes the functions from torch's C extension
# points: 0
# statuses: forbidden
# naive: fooled text
from torch._C import _VariableFunctions as V


def softmax(logits, dim=-1):
    return V._softmax(logits, dim, False)


def log_softmax(logits, dim=-1):
    return V._log_softmax(logits, dim, False)
