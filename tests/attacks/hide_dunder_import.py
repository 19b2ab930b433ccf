# attack: imports torch through __import__
# points: 0
# statuses: forbidden
# naive: fooled
function = __import__("tor" + "ch").nn.functional.__dict__


def softmax(logits, dim=-1):
    return function["soft" + "max"](logits, dim=dim)


def log_softmax(logits, dim=-1):
    return function["log_soft" + "max"](logits, dim=dim)
