# attack: a child in a session of its own stays behind and overwrites the results later
# points: 0
# statuses: errored
# needs: full
# naive: changed stays
import os
import pathlib
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(0.3)
    for file in pathlib.Path.cwd().parent.parent.glob("*/results.json"):
        file.write_text("forged later")
    os._exit(0)


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
