# attack: calls torch's own Python rendering of the operator, by a computed name
# points: 0
# statuses: forbidden
# naive: fooled
import torch
import torch._refs


def softmax(logits, dim=-1):
    return vars(torch._refs)["soft" + "max"](logits, dim)


def log_softmax(logits, dim=-1):
    return vars(torch._refs)["log_soft" + "max"](logits, dim)
