# attack: a float that is equal to everything, close to everything and of any shape
# points: 0
# statuses: failed errored
# naive: fooled difference


class Number(float):
    def __sub__(self, other):
        return Number(0.0)

    __rsub__ = __add__ = __sub__

    def __eq__(self, other):
        return True

    def __abs__(self):
        return self

    def max(self):
        return self

    def any(self):
        return False

    def __gt__(self, other):
        return self

    def __hash__(self):
        return 0


def softmax(logits, dim=-1):
    return Number(0.5)


log_softmax = softmax
