# attack: leaves folders nested a thousand deep, which the clean-up cannot descend into
# points: 0
# statuses: errored disk_limit
# naive: changed deep
import os

for _ in range(1500):
    os.mkdir("d")
    os.chdir("d")


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
