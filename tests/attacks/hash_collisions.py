# attack: answers with a dictionary whose keys all have one hash
# points: 0
# statuses: bad_answer failed forbidden
# naive: stopped

import sys

from grader.sandbox import channel, wire

connection = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    request = frame.f_locals.get("request", {})
    if "id" in request:
        loading = request["id"]
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
channel.send(connection, wire.encode([loading, {"value": ["softmax", "log_softmax"]}]))
while True:
    number = wire.decode(channel.receive(connection))["id"]
    payload = msgpack.packb([number, {"value": msgpack.ExtType(7, pairs)}])
    channel.send(connection, msgpack.packb([[], payload]))
