# attack: returns containers that act when they are read: dict, list and tuple subclasses
# points: 0
# statuses: failed errored crashed bad_answer
# naive: crashed repr
import os


class Dict(dict):
    def items(self):
        os._exit(0)

    __iter__ = keys = __repr__ = items


class Tuple(tuple):
    def __iter__(self):
        os._exit(0)

    __len__ = __getitem__ = __repr__ = __iter__


def softmax(logits, dim=-1):
    return [Dict(a=1), Tuple([1])]


log_softmax = softmax
