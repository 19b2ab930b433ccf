# control: raises, catches, and limits its own recursion
# points: all
import sys

sys.setrecursionlimit(5000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def softmax(logits, dim=-1):
    try:
        raise ValueError("expected")
    except ValueError as error:
        assert str(error) == "expected"
    assert depth(100) == 100
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    try:
        raise ValueError("expected")
    except ValueError as error:
        assert str(error) == "expected"
    assert depth(100) == 100
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
