# attack: defines names with control characters, with NUL, and a million of them
# points: 0
# statuses: errored
# naive: absent - only messages name them
globals().update({f"\x1b[2J\x00{n}": n for n in range(100_000)})
globals()[5] = globals()[b"x"] = globals()[None] = "not a name"


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
