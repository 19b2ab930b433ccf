# attack: a native crash through ctypes
# points: 0
# statuses: crashed forbidden
# naive: crashed
import ctypes


def softmax(logits, dim=-1):
    return ctypes.string_at(0)


log_softmax = softmax
