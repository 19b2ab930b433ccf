# attack: an object that is equal to everything
# points: 0
# statuses: failed errored
# naive: fooled operator


class Yes:
    shape = ()

    def __eq__(self, other):
        return self

    def flatten(self):
        return self

    def tolist(self):
        return [True]

    def __bool__(self):
        return True

    def __getattr__(self, name):
        return lambda *args, **kwargs: self


def softmax(logits, dim=-1):
    return Yes()


log_softmax = softmax
