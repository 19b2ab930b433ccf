# control: uses getattr on objects of its own, dataclasses, closures and a decorator
# points: all
import dataclasses
import functools
import math
from typing import Any


@dataclasses.dataclass
class Options:
    keepdim: bool = True
    scale: float = math.e

    def read(self, name: str) -> Any:
        return getattr(self, name)


options = Options()
for field in dataclasses.fields(options):
    setattr(options, field.name, getattr(options, field.name))


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        assert function.__name__ and wrapper.__doc__ is function.__doc__
        return function(*args, **kwargs)

    return wrapper


@logged
def largest(x, dim):
    return x.amax(dim, keepdim=options.read("keepdim"))


def softmax(logits, dim=-1):
    largest(logits.detach(), dim)
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    largest(logits.detach(), dim)
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
