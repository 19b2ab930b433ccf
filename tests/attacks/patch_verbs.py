# attack: replaces the function that runs requests by one that answers "passed"
# points: 0
# statuses: bad_answer failed forbidden
# naive: absent - a runner in one process has no requests
from grader.sandbox import verbs

verbs.execute = lambda student, request: {"status": "passed", "points": 100}


def softmax(logits, dim=-1):
    return None


log_softmax = softmax
