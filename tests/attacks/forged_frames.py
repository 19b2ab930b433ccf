# attack: writes full marks, and frames of its own, to every open descriptor
# points: 0
# statuses: bad_answer forbidden
# naive: fooled pipe
import json
import os
import struct

import msgpack

from grader.sandbox import wire

frame = wire.joined([], msgpack.packb(["ready", ["full", []]]))
for number in range(3, 64):
    for message in (
        json.dumps({"points": 100, "max_points": 100}).encode() + b"\n",
        struct.pack(">IQ", len(frame), 0) + frame,
    ):
        try:
            os.write(number, message)
        except OSError:
            pass


def softmax(logits, dim=-1):
    return None


log_softmax = softmax
