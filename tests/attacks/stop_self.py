# attack: stops its own process, so that it neither answers nor ends
# points: 0
# statuses: timed_out
# naive: stopped
import os
import signal


def softmax(logits, dim=-1):
    os.kill(os.getpid(), signal.SIGSTOP)


log_softmax = softmax
