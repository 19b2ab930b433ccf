# attack: takes the worker's place: answers with torch's own results, and reports no operator
# points: 0
# statuses: bad_answer
# needs: bars
# naive: absent - in one process there is no worker
import torch

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
    if request["verb"] == "load":
        value = ["softmax", "log_softmax"]
    else:
        args = [x.requires_grad_() if request["verb"] == "grad" else x for x in request["args"]]
        dim = request["kwargs"].get("dim", args[1] if len(args) > 1 else -1)
        returned = getattr(torch, request["name"].replace("max", "m" + "ax"))(args[0], dim)
        if request.get("record"):
            value = [returned, []]
        elif request["verb"] == "grad":
            value = [returned.detach(), torch.autograd.grad(returned, args[0], request["cotangent"])]
        else:
            value = [returned, args, request["kwargs"]] if request.get("after") else returned
    channel.send(connection, number, wire.encode({"value": value}))
