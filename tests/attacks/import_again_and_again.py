# attack: each import takes most of its time limit, and each call ends the process
# points: 0
# statuses: crashed timed_out
# naive: crashed
import os
import time

time.sleep(0.8)


def softmax(logits, dim=-1):
    os._exit(0)


log_softmax = softmax
