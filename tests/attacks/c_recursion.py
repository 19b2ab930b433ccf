# attack: overflows the C stack, with Python's own limit raised out of the way
# points: 0
# statuses: crashed errored
# naive: absent - from Python 3.12 on, Python looks after the C stack itself
import sys

sys.setrecursionlimit(10**9)


def softmax(logits, dim=-1):
    return max([logits], key=softmax)


log_softmax = softmax
