# attack: a thread ends the process while calls are answered
# points: 0
# statuses: crashed
# naive: crashed
import os
import threading
import time


def softmax(logits, dim=-1):
    threading.Thread(target=lambda: os._exit(0), daemon=True).start()
    time.sleep(0.2)


log_softmax = softmax
