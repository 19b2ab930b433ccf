# attack: a thread sends answers of its own, a moment later, to whatever is asked then
# points: 0
# statuses: bad_answer crashed failed errored forbidden
# naive: absent - in one process nothing is sent
import threading
import time

import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back


def later():
    while True:
        time.sleep(0.002)
        channel.send(connection, loading, wire.encode({"value": 1.0}))


def softmax(logits, dim=-1):
    if threading.active_count() == 1:
        threading.Thread(target=later, daemon=True).start()
    time.sleep(0.02)


log_softmax = softmax
