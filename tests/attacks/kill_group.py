# attack: a signal to its whole process group
# points: 0
# statuses: errored crashed
# naive: crashed
import os
import signal


def softmax(logits, dim=-1):
    os.killpg(0, signal.SIGKILL)


log_softmax = softmax
