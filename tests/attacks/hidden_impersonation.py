# attack: takes the worker's place as above, from code that is computed while the program runs
# points: 0
# statuses: bad_answer
# needs: bars
# naive: absent - in one process there is no worker
import base64

CODE = b"""
import sys, torch
from grader.sandbox import channel, wire
frame = sys._getframe()
while "connection" not in frame.f_locals:
    frame = frame.f_back
connection, number = frame.f_locals["connection"], frame.f_locals["number"]
channel.send(connection, number, wire.encode({"value": ["softmax", "log_softmax"]}))
while True:
    number, message = channel.receive(connection)
    request = wire.decode(message)
    if request["verb"] == "load":
        value = ["softmax", "log_softmax"]
    else:
        args = [x.requires_grad_() if request["verb"] == "grad" else x for x in request["args"]]
        dim = request["kwargs"].get("dim", args[1] if len(args) > 1 else -1)
        returned = getattr(torch, request["name"])(args[0], dim)
        if request.get("record"):
            value = [returned, []]
        elif request["verb"] == "grad":
            value = [returned.detach(), torch.autograd.grad(returned, args[0], request["cotangent"])]
        else:
            value = [returned, args, request["kwargs"]] if request.get("after") else returned
    channel.send(connection, number, wire.encode({"value": value}))
"""
exec(base64.b64decode(base64.b64encode(CODE)))
