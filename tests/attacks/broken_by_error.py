# attack: forges errors that the judge cannot read, so that our own code fails and the points are waived
# points: 0
# statuses: bad_answer errored failed forbidden
# naive: absent - in one process an error is an exception

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

def answer(request):
    return {"error": {"type": 5, "bases": 7, "message": None, "frames": 3, "own": "yes"}}


channel.send(connection, wire.encode([loading, {"value": ["softmax", "log_softmax"]}]))
while True:
    request = wire.decode(channel.receive(connection))
    channel.send(connection, wire.encode([request["id"], answer(request)]))
