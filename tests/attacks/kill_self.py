# attack: a signal to itself that cannot be caught
# points: 0
# statuses: crashed
# naive: crashed
import os
import signal


def softmax(logits, dim=-1):
    os.kill(os.getpid(), signal.SIGKILL)


log_softmax = softmax
