# attack: a native abort
# points: 0
# statuses: crashed
# naive: crashed
import os


def softmax(logits, dim=-1):
    os.abort()


log_softmax = softmax
