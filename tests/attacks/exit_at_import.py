# attack: ends the process with status 0 while the file is imported, before anything can fail
# points: 0
# statuses: crashed
# naive: crashed
import os

os._exit(0)


def softmax(logits, dim=-1):
    return None


log_softmax = softmax
