# attack: an exception with a message of a hundred megabytes, and a class name as long
# points: 0
# statuses: errored
# naive: absent - a long line is only long
Long = type("E" * 10**6, (Exception,), {})


def softmax(logits, dim=-1):
    raise Long("x" * 10**8)


log_softmax = softmax
