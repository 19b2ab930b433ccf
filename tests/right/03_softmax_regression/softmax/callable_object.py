# an object with __call__, and a partial
from functools import partial

import torch


class Normalised:
    def __init__(self, logarithm):
        self.logarithm = logarithm

    def __call__(self, logits, dim=-1):
        z = torch.sub(logits, torch.amax(logits, dim, True))
        total = torch.sum(torch.exp(z), dim, keepdim=True)
        return z - total.log() if self.logarithm else z.exp() / total


softmax = Normalised(logarithm=False)
log_softmax = partial(Normalised(logarithm=True))
