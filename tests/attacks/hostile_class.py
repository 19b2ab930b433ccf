# attack: raises an exception whose str, repr, module and traceback all raise or lie
# points: 0
# statuses: errored crashed bad_answer not_attempted
# naive: crashed


class Meta(type):
    @property
    def __module__(cls):
        raise SystemExit

    def __instancecheck__(cls, instance):
        raise SystemExit


class Hostile(BaseException, metaclass=Meta):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise SystemExit


Hostile.__name__ = "\x1b[2J" * 1000


def softmax(logits, dim=-1):
    raise Hostile


log_softmax = softmax
