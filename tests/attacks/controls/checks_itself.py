# control: a submission with its own examples, a main part and a comparison with torch's function
# points: all
import sys

import torch
import torch.nn.functional as F


def compare():
    """What a student writes to see whether the answer is right; nothing that is graded calls it."""
    x = torch.randn(3, 4)
    assert torch.allclose(softmax(x), F.softmax(x, dim=-1))
    print(sys.version, getattr(torch, "__version__"))


if __name__ == "__main__":
    compare()


def softmax(logits, dim=-1):
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
