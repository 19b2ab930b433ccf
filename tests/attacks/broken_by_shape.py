# attack: answers each request with a value of another form than its verb has, to break the check
# points: 0
# statuses: bad_answer failed forbidden
# naive: absent - in one process there are no verbs

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
    number, message = channel.receive(connection)
    request = wire.decode(message)
    verb = request["verb"]
    value = [1, 2, 3, 4, 5] if verb == "grad" else "?" if request.get("after") else ...
    channel.send(connection, number, wire.encode({"value": value}))
