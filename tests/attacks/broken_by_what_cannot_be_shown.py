# attack: answers with what no text can be made of, so that the check breaks and its points are waived
# points: 0
# statuses: bad_answer failed errored
# naive: absent - it shows nothing of an answer
import torch
from grader.sandbox import verbs

BOMB = torch.empty(1, 1, device="meta").expand(2**31, 2**31)
verbs._VERBS["grad"] = lambda student, request: [None, [BOMB]]


def softmax(logits, dim=-1):
    return [BOMB]


def log_softmax(logits, dim=-1):
    return {BOMB: BOMB}
