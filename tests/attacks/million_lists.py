# attack: answers with sixty million empty lists, a byte each on the way and sixty in the judge
# points: 0
# statuses: bad_answer failed errored out_of_memory timed_out
# naive: absent - the lists are the runner's memory anyway


def softmax(logits, dim=-1):
    return [[]] * 60_000_000


log_softmax = softmax
