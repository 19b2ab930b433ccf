# attack: a loop without end that swallows every exception
# points: 0
# statuses: timed_out
# naive: stopped


def softmax(logits, dim=-1):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


log_softmax = softmax
