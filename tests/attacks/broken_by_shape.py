# attack: answers each request with a value of another form than its verb has, to break the check
# points: 0
# statuses: bad_answer failed forbidden
# naive: absent - in one process there are no verbs

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

channel.send(connection, wire.encode([loading, {"value": ["softmax", "log_softmax"]}]))
while True:
    request = wire.decode(channel.receive(connection))
    verb = request["verb"]
    value = [1, 2, 3, 4, 5] if verb == "grad" else "?" if request.get("after") else ...
    channel.send(connection, wire.encode([request["id"], {"value": value}]))
