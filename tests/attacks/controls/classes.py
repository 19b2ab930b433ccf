# control: does the work in a class with methods named like the functions
# points: all
import torch


class Scores:
    def __init__(self, x, dim):
        self.x, self.dim = x, dim

    def softmax(self):
        return self.log_softmax().exp()

    def log_softmax(self):
        name = "x" if isinstance(self.x, torch.Tensor) else "y"
        return getattr(self, name) - 0.0


def softmax(logits, dim=-1):
    Scores(logits, dim).softmax()
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    Scores(logits, dim).softmax()
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
