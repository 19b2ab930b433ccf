# attack: runs a program that prints the environment of everything it can
# points: 0
# statuses: errored
# needs: full
# naive: leaked
import subprocess

print(subprocess.run(["/bin/sh", "-c", "cat /proc/$PPID/environ; env"], capture_output=True))


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
