# attack: stops the process that it was started from, which then answers nobody
# points: 0
# statuses: errored
# needs: full
# naive: stopped
import os
import signal


def softmax(logits, dim=-1):
    os.kill(os.getppid(), signal.SIGSTOP)
    raise ValueError


log_softmax = softmax
