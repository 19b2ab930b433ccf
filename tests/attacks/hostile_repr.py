# attack: returns an object whose repr is terminal escapes, workflow commands and a forged verdict
# points: 0
# statuses: failed
# naive: absent - only reports obey it


class Thing:
    def __repr__(self):
        return "\x1b[2J\r\n::error::x\nsoftmax: passed\n\nreturned  right\nexpected  right\x08\x7f"


Thing.__qualname__ = Thing.__name__ = "\x1b[2J\n::error::\u202e"


def softmax(logits, dim=-1):
    return {Thing(): Thing()} if logits.sum() > 0 else Thing()


log_softmax = softmax
