# attack: sends an answer byte by byte, for ever
# points: 0
# statuses: timed_out bad_answer
# naive: stopped
import time

import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

if connection is None:
    while True:
        print(end=".", flush=True)
        time.sleep(0.01)
channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
connection.sendall(b"\0\1\0\0")
while True:
    connection.sendall(b".")
    time.sleep(0.01)
