# attack: announces an answer of four gigabytes
# points: 0
# statuses: bad_answer forbidden
# naive: absent - in one process there are no frames

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
    connection.sendall(b"\xff" * 65536)
