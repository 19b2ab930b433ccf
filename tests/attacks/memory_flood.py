# attack: allocates without end, in small pieces, and swallows the error
# points: 0
# statuses: errored out_of_memory timed_out
# naive: stopped


def softmax(logits, dim=-1):
    kept = []
    while True:
        try:
            kept.append(bytearray(2**20))
        except MemoryError:
            pass


log_softmax = softmax
