# attack: walks the worker's stack to its connection and requests, and prints what lies there
# points: 0
# statuses: errored forbidden
# naive: leaked
import sys


def softmax(logits, dim=-1):
    frame = sys._getframe()
    while frame is not None:
        print(frame.f_code.co_filename, frame.f_locals)
        frame = frame.f_back
    raise LookupError


log_softmax = softmax
