"""What one exercise's file sets for the whole process is not there for the next one's."""

from __future__ import annotations

import sys

import pytest

from grader.sandbox.barred import Workers, subject
from grader.sandbox.forking import Forkserver
from grader.sandbox.limits import Limits
from grader.subject import Sources, StudentFunction

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")

SETTINGS = {
    "warnings are errors": ("warnings.simplefilter('error')", "warnings.filters"),
    "numpy raises": ("numpy.seterr(all='raise')", "numpy.geterr()"),
    "few digits": ("decimal.getcontext().prec = 3", "decimal.getcontext().prec"),
    "shallow recursion": ("sys.setrecursionlimit(90)", "sys.getrecursionlimit()"),
    "deterministic": (
        "torch.use_deterministic_algorithms(True)",
        "torch.are_deterministic_algorithms_enabled()",
    ),
    "anomalies": ("torch.autograd.set_detect_anomaly(True)", "torch.is_anomaly_enabled()"),
    "coarse products": (
        "torch.set_float32_matmul_precision('medium')",
        "torch.get_float32_matmul_precision()",
    ),
    "no denormal numbers": (
        "torch.set_flush_denormal(True)",
        "float(torch.tensor([1e-40]) * torch.tensor([1.0])) == 0",
    ),
    "float64": ("torch.set_default_dtype(torch.float64)", "torch.get_default_dtype()"),
    "no gradients": ("torch.set_grad_enabled(False)", "torch.is_grad_enabled()"),
    "on meta": ("torch.set_default_device('meta')", "torch.empty(0).device"),
    "on a GPU, there or not": (
        "torch.set_default_device('cuda')",
        "torch.utils._device.CURRENT_DEVICE",
    ),
    "an object": (
        "globals().update(kept=set()); torch.kept = weakref.ref(globals()['kept'])",
        "getattr(torch, 'kept', lambda: None)() is not None",
    ),
    "a module": ("pass", "'one' in sys.modules"),
    "other modules": (
        "sys.modules = type('Odd', (dict,), {'__reversed__': None, 'items': None})(sys.modules)",
        "type(sys.modules)",
    ),
    "a module by another name": (
        "sys.modules['another'] = sys.modules['one']",
        "'another' in sys.modules",
    ),
}
HEAD = "import decimal, numpy, sys, torch, warnings, weakref\n"


@pytest.fixture(scope="module")
def server():
    with Forkserver(limits=Limits(seconds=20.0)) as running:
        yield running


def answers(server, workers, name, text):
    asked = subject(server, Sources({name: HEAD + text}), {}, workers=workers)
    return StudentFunction("f", lambda request: asked.ask([request], 20.0)[0].open())


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("when", ["while it is imported", "when it is called"])
def test_the_next_file_finds_what_the_first_one_found(server, name, when):
    does, state = SETTINGS[name]
    first = f"{does}\ndef f():\n    return repr({state})\n"
    if when == "when it is called":
        first = f"def f():\n    {does}\n    return repr({state})\n"
    following = f"def f():\n    return repr({state})\n"
    with Workers(server, {}) as workers:
        fresh = answers(server, workers, "other.py", following)()
    with Workers(server, {}) as workers:
        changed = answers(server, workers, "one.py", first)()
        assert when == "while it is imported" or changed != fresh
        worker = workers.session(()).worker
        assert answers(server, workers, "other.py", following)() == fresh
        assert workers.session(()).worker is worker
