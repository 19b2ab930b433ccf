# attack: forges frames of a thousand bools each, expanded to four million, for the judge to look at
# points: 0
# statuses: bad_answer
# naive: absent - in one process there are no frames
import sys

import msgpack

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

header = msgpack.packb(["bool", [2**22], "cpu", False, [0], 0, 0])
bools = [msgpack.ExtType(1, header)] * 1000
forged = wire.joined([(0, bytes(16))], msgpack.packb({"value": bools}))
channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
while True:
    number, _ = channel.receive(connection)
    channel.send(connection, number, forged)
