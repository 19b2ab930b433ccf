# attack: answers with a list that contains itself
# points: 0
# statuses: bad_answer failed errored
# naive: stopped flatten


def softmax(logits, dim=-1):
    loop = []
    loop.append(loop)
    return loop


log_softmax = softmax
