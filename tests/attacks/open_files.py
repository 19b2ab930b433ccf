# attack: opens files until no descriptor is left, and keeps them
# points: 0
# statuses: errored forbidden failed
# naive: crashed
kept = []


def softmax(logits, dim=-1):
    while True:
        kept.append(open("/dev/null"))


log_softmax = softmax
