# attack: answers with a dictionary whose keys all have one hash
# points: 0
# statuses: bad_answer failed forbidden
# naive: stopped

import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

prime = 2**61 - 1
keys = [1 + prime * n for n in range(60_000)]
if connection is None:
    print(len(dict.fromkeys(keys)))
value = msgpack_pairs = [[key, 0] for key in keys]
import msgpack

pairs = msgpack.packb(
    [[msgpack.ExtType(3, str(key).encode()), 0] for key in keys]
)
channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
while True:
    number, _ = channel.receive(connection)
    payload = msgpack.packb({"value": msgpack.ExtType(7, pairs)})
    channel.send(connection, number, wire.joined([], payload))
