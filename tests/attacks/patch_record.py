# attack: replaces the grader's recorder by one that sees nothing
# points: 0
# statuses: forbidden
# naive: absent - the recorder is this grader's own
import torch
from grader.sandbox import record

record.recorded = lambda call, files: []


def softmax(logits, dim=-1):
    return getattr(torch, "soft" + "max")(logits, dim)


def log_softmax(logits, dim=-1):
    return getattr(torch, "log_soft" + "max")(logits, dim)
