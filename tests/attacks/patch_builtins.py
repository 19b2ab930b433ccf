# attack: makes all, any, abs, isinstance and bool say what pleases
# points: 0
# statuses: crashed bad_answer errored failed forbidden
# naive: fooled operator
import builtins

import torch

builtins.all = lambda things: True
builtins.any = lambda things: False


def softmax(logits, dim=-1):
    return torch.zeros(1)


def log_softmax(logits, dim=-1):
    return softmax(logits)
