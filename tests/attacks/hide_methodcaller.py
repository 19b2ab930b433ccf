# attack: calls the method through operator.methodcaller
# points: 0
# statuses: forbidden
# naive: fooled
import operator


def softmax(logits, dim=-1):
    return operator.methodcaller("soft" + "max", dim)(logits)


def log_softmax(logits, dim=-1):
    return operator.methodcaller("log_soft" + "max", dim)(logits)
