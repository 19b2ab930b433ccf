# attack: evaluates a string in the call
# points: 0
# statuses: forbidden
# naive: fooled
import torch


def softmax(logits, dim=-1):
    return eval("tor" "ch.s" + "oftmax(logits, dim)")


def log_softmax(logits, dim=-1):
    return eval("torch.log_" + "softmax(logits, dim)")
