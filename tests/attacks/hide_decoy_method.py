# attack: has a method of its own called softmax, so that logits.softmax may be its own
# points: 0
# statuses: forbidden
# naive: absent - the runner's search for text would find this one
class Mine:
    def softmax(self, dim):
        return self

    def log_softmax(self, dim):
        return self


def softmax(logits, dim=-1):
    call = logits.softmax
    return call(dim)


def log_softmax(logits, dim=-1):
    return logits.log_softmax(dim)
