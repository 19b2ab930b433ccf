# attack: answers with lists nested hundreds deep
# points: 0
# statuses: bad_answer failed errored
# naive: absent - a comparison that recurses merely fails


def softmax(logits, dim=-1):
    deep = []
    for _ in range(10**6 if type(logits) is str else 400):
        deep = [deep]
    return deep


log_softmax = softmax
