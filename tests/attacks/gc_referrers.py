# attack: asks the garbage collector who else holds the input: a list of cases, with the answers
# points: 0
# statuses: errored forbidden
# naive: fooled
import gc

import torch


def softmax(logits, dim=-1):
    for holder in gc.get_referrers(logits):
        for case in gc.get_referrers(holder):
            if isinstance(case, tuple | list):
                for thing in case:
                    if isinstance(thing, torch.Tensor) and thing is not logits:
                        return thing
    raise LookupError


log_softmax = softmax
