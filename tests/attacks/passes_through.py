# attack: raises an error that calls itself the grader's own time limit
# points: 0
# statuses: bad_answer crashed errored
# naive: crashed


class TimeUp(BaseException):
    passes_through = True


def softmax(logits, dim=-1):
    raise TimeUp


log_softmax = softmax
