# attack: writes to standard error without end, past Python's own objects
# points: 0
# statuses: output_limit
# naive: crashed
import os


def softmax(logits, dim=-1):
    while True:
        os.write(2, b"x" * 65536)


log_softmax = softmax
