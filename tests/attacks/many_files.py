# attack: makes empty files without end
# points: 0
# statuses: disk_limit timed_out
# naive: unsafe


def softmax(logits, dim=-1):
    number = 0
    while True:
        number += 1
        open(f"file{number}", "wb").close()


log_softmax = softmax
