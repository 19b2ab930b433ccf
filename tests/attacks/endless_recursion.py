# attack: recursion without end
# points: 0
# statuses: errored out_of_memory timed_out
# naive: stopped
import sys

sys.setrecursionlimit(10**9)


def softmax(logits, dim=-1):
    return softmax(logits, dim) + log_softmax(logits, dim)


log_softmax = softmax
