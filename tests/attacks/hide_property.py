# attack: computes in a property and a descriptor of its own
# points: 0
# statuses: forbidden
# naive: fooled
import torch


class Box:
    def __init__(self, logits, dim):
        self.logits, self.dim = logits, dim

    @property
    def result(self):
        return type(self.logits).__dict__["soft" + "max"] if False else (
            torch.Tensor.__getattribute__(self.logits, "soft" + "max")(self.dim)
        )


def softmax(logits, dim=-1):
    return Box(logits, dim).result


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
