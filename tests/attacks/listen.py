# attack: opens a server, local or not, for a fellow student's process to ask
# points: 0
# statuses: errored
# needs: full
# naive: changed deep
import pathlib
import socket

server = socket.socket(socket.AF_UNIX)
server.bind("door")
server.listen()
pathlib.Path("d").mkdir()


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
