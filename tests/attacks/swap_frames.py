# attack: rewrites the worker's own modules, so that every answer is torch's and says so twice
# points: 0
# statuses: forbidden errored bad_answer crashed
# needs: bars
# naive: absent - in one process there is no worker
import torch
from grader.sandbox import channel, verbs, wire, worker


def right(student, request):
    name = request["name"].replace("max", "m" + "ax")
    return {"value": getattr(torch, name)(request["args"][0], -1)}


verbs.execute = right
worker.verbs.execute = right
for name in list(verbs._VERBS):
    verbs._VERBS[name] = lambda student, request: right(student, request)["value"]
wire.encode, plain = (lambda *a, **k: plain(*a, **{**k, "capped": False})), wire.encode


def softmax(logits, dim=-1):
    return logits


log_softmax = softmax
