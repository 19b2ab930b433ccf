# attack: raises an error about meta tensors, which a grader may excuse
# points: 0
# statuses: errored
# naive: absent - the excuse is this grader's own


def softmax(logits, dim=-1):
    raise RuntimeError("Cannot copy out of meta tensor; no data!")


log_softmax = softmax
