# attack: answers with a large dictionary, to keep whoever reads it busy
# points: 0
# statuses: bad_answer failed errored out_of_memory timed_out
# naive: absent - a slow comparison is no attack on one process alone
KEYS = {f"{n:030}": float(n) for n in range(200_000)}


def softmax(logits, dim=-1):
    return KEYS


log_softmax = softmax
