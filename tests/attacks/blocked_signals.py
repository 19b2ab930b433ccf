# attack: blocks every signal that can be blocked, then sleeps
# points: 0
# statuses: timed_out
# naive: stopped alarm
import signal
import time


def softmax(logits, dim=-1):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        time.sleep(60)


log_softmax = softmax
