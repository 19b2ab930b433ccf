# attack: starts threads without end
# points: 0
# statuses: errored out_of_memory timed_out crashed
# naive: unsafe
import threading
import time


def softmax(logits, dim=-1):
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


log_softmax = softmax
