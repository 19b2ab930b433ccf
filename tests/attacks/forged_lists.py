# attack: forges a frame of sixty million empty lists, which cost the student nothing
# points: 0
# statuses: bad_answer failed forbidden
# naive: absent - in one process there are no frames
import struct

import msgpack

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
    number, _ = channel.receive(connection)
    many = b"\xdd" + struct.pack(">I", 60_000_000) + b"\x90" * 60_000_000
    payload = b"\x81" + msgpack.packb("value") + many
    channel.send(connection, number, wire.joined([], payload))
