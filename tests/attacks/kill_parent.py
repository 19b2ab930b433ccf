# attack: ends the process that it was started from
# points: 0
# statuses: errored
# needs: full
# naive: crashed
import os
import signal


def softmax(logits, dim=-1):
    os.kill(os.getppid(), signal.SIGKILL)
    raise ValueError


log_softmax = softmax
