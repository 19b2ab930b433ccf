# attack: a thread of its own answers the next requests before the worker has worked on them
# points: 0
# statuses: bad_answer crashed failed errored timed_out
# naive: absent - in one process there is no protocol
import gc
import socket
import threading

import torch
from grader.sandbox import channel, wire

connection = next(o for o in gc.get_objects() if isinstance(o, socket.socket) and o.fileno() >= 0)


def forge():
    for number in range(1000):
        message = wire.encode({"value": torch.tensor([0.25, 0.75])})
        try:
            connection.sendall(channel.framed(number, message))
        except OSError:
            return


def softmax(logits, dim=-1):
    threading.Thread(target=forge, daemon=True).start()
    return torch.full_like(logits, 0.7)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
