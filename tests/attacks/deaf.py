# attack: never reads what it is asked, so that the judge's sending blocks
# points: 0
# statuses: timed_out bad_answer forbidden
# naive: absent - in one process nothing is sent
import time

import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
while True:
    time.sleep(60)
