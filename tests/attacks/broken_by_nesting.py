# attack: forges errors and values nested so deeply that the judge's own recursion ends
# points: 0
# statuses: bad_answer failed forbidden
# naive: absent - in one process there are no frames
import msgpack

import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

deep = []
for _ in range(1000):
    deep = [deep]
channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
for turn in range(10**9):
    number, _ = channel.receive(connection)
    plain = {"value": deep} if turn % 2 else {"error": {"type": "E", "message": deep}}
    channel.send(connection, number, wire.joined([], msgpack.packb(plain)))
