# attack: forges errors that the judge cannot read, so that our own code fails and the points are waived
# points: 0
# statuses: bad_answer errored failed forbidden
# naive: absent - in one process an error is an exception

import sys

from grader.sandbox import channel, wire

connection = loading = None
frame = sys._getframe()
while frame is not None:
    connection = connection or frame.f_locals.get("connection")
    loading = frame.f_locals.get("number", loading)
    frame = frame.f_back

def answer(request):
    return {"error": {"type": 5, "bases": 7, "message": None, "frames": 3, "own": "yes"}}


channel.send(connection, loading, wire.encode({"value": ["softmax", "log_softmax"]}))
while True:
    number, message = channel.receive(connection)
    request = wire.decode(message)
    channel.send(connection, number, wire.encode(answer(request)))
