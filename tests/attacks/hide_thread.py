# attack: computes in another thread, by a computed name
# points: 0
# statuses: errored
# needs: bars
# naive: fooled
import threading

import torch


def work(name, logits, dim):
    out = []
    call = lambda: out.append(getattr(logits, name[::-1])(dim))
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return out[0]


def softmax(logits, dim=-1):
    return work("xamtfos", logits, dim)


def log_softmax(logits, dim=-1):
    return work("xamtfos_gol", logits, dim)
