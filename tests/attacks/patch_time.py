# attack: stops the clocks, so that no call ever takes long
# points: 0
# statuses: timed_out
# naive: stopped
import time

nap = time.sleep
time.time = time.monotonic = time.perf_counter = lambda: 0.0


def softmax(logits, dim=-1):
    nap(60)
    return logits.exp() / logits.exp().sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
