# attack: ends the process with status 0 in the first call
# points: 0
# statuses: crashed
# naive: crashed
import os


def softmax(logits, dim=-1):
    os._exit(0)


log_softmax = softmax
