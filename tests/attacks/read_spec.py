# attack: prints the spec with its expected values
# points: 0
# statuses: errored
# needs: full
# naive: leaked
import os
import pathlib
import sys

here = pathlib.Path.cwd()
roots = [*here.parents[:3], pathlib.Path(f"/proc/{os.getppid()}/cwd"), *map(pathlib.Path, sys.path)]
for root in roots:
    try:
        for file in root.glob("exercises/*/softmax_test.py"):
            print(file.read_text(errors="replace"))
    except OSError as error:
        print(error)


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
