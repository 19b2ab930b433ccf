# attack: raises what Ctrl-C raises, which graders let pass
# points: 0
# statuses: bad_answer crashed errored
# naive: crashed


def softmax(logits, dim=-1):
    raise KeyboardInterrupt


log_softmax = softmax
