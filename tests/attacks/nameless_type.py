# attack: returns an object whose class has no name, which a message may need the first letter of
# points: 0
# statuses: failed
# naive: absent - only messages name it


class Thing:
    pass


Thing.__qualname__ = Thing.__name__ = ""
Thing.__module__ = "builtins"


def softmax(logits, dim=-1):
    return Thing()


log_softmax = softmax
