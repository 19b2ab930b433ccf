# attack: overflows the C stack, which it makes so small that Python's own limits come too late
# points: 0
# statuses: crashed
# naive: crashed
import sys
import threading

sys.setrecursionlimit(10**9)
threading.stack_size(2**16)


def deeper(logits):
    return max([logits], key=deeper)


def softmax(logits, dim=-1):
    thread = threading.Thread(target=deeper, args=(logits,))
    thread.start()
    thread.join()


log_softmax = softmax
