"""What the reader of a student's file finds, and what it leaves alone.

A wrong accusation is as bad as a missed one: in doubt it says nothing, since what torch may not do
is taken from the worker anyway.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time

import pytest

from grader import forbids
from grader.sandbox.cells import joined
from grader.spec import Forbids, make_check
from grader.timeouts import time_limit

RULE = Forbids(("softmax", "logsumexp", "Softmax", "torch.optim"), instead="")
HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
FIRST = 4  # the line after HEAD

USED = {
    "by its full name": "def softmax(x): return torch.softmax(x, 0)",
    "by its module": "def softmax(x): return F.softmax(x, 0)",
    "as a method": "def softmax(x): return x.softmax(0)",
    "as a method of an expression": "def softmax(x): return (x + 1).softmax(0)",
    "as a method of the class": "def softmax(x): return torch.Tensor.softmax(x, 0)",
    "as a layer": "def softmax(x): return nn.Softmax(0)(x)",
    "from an import in the function":
        "def softmax(x):\n    from torch import softmax as f\n    return f(x, 0)",
    "through a local alias": "def softmax(x):\n    f = torch.softmax\n    return f(x, 0)",
    "through two aliases": "f = torch\ng = f.special\ndef softmax(x): return g.softmax(x, 0)",
    "through a pair": "f, g = torch.exp, torch.softmax\ndef softmax(x): return g(x, 0)",
    "through a choice": "f = torch.exp if False else torch.softmax\ndef softmax(x): return f(x, 0)",
    "in a helper": "def helper(x): return torch.softmax(x, 0)\ndef softmax(x): return helper(x)",
    "in a nested function":
        "def softmax(x):\n    def f(y): return torch.softmax(y, 0)\n    return f(x)",
    "in a lambda": "softmax = lambda x: torch.softmax(x, 0)",
    "in a comprehension": "def softmax(x): return [torch.softmax(row, 0) for row in x]",
    "as a default": "def softmax(x, f=torch.softmax): return f(x, 0)",
    "in a decorator":
        "def use(_): return lambda x: torch.softmax(x, 0)\n@use\ndef softmax(x): pass",
    "in a class's body": "class A:\n    f = torch.softmax\ndef softmax(x): return A.f(x, 0)",
    "in a method": "class A:\n    def f(self, x): return torch.softmax(x, 0)\n"
                   "def softmax(x): return A().f(x)",
    "as the answer itself": "softmax = torch.softmax",
    "as an imported answer": "from torch import softmax",
    "as a module's function": "import torch.special as home\nsoftmax = home.softmax",
    "in a partial": "import functools\nsoftmax = functools.partial(torch.softmax, dim=0)",
    "in a table": "table = {}\ntable['f'] = torch.softmax\ndef softmax(x): return table['f'](x, 0)",
    "in a list": "table = []\ntable.append(torch.softmax)\ndef softmax(x): return table[0](x, 0)",
    "in a namespace": "from types import SimpleNamespace\nops = SimpleNamespace(f=torch.softmax)\n"
                      "def softmax(x): return ops.f(x, 0)",
    "beside a namespace": "import types\nops = types.SimpleNamespace(logsumexp=torch.exp)\n"
                          "def softmax(x): return x.softmax(0)",
    "as an attribute of its own": "def softmax(x): return softmax.theirs(x, 0)\n"
                                  "softmax.theirs = torch.softmax",
    "as an attribute that a helper reads": "def helper(x): return (g := softmax).theirs(x, 0)\n"
                                           "def softmax(x): return helper(x)\n"
                                           "softmax.theirs = torch.softmax",
    "as a default that is set later": "def softmax(x, f=None): return f(x, 0)\n"
                                      "softmax.__defaults__ = (torch.softmax,)",
    "in a static method": "class A(torch.optim.SGD):\n    @staticmethod\n"
                          "    def f(x): return torch.softmax(x, 0)\n"
                          "def softmax(x): return A.f(x)",
    "by the class of a static method": "class A(torch.optim.SGD):\n    @staticmethod\n"
                                       "    def f(x): return A.step(x)\n"
                                       "def softmax(x): return A.f(x)",
    "by the class around a static method": "class A(torch.optim.SGD):\n    @staticmethod\n"
                                           "    def f(x): return __class__.step(x)\n"
                                           "def softmax(x): return A.f(x)",
    "by a class whose static method was replaced":
        "class A:\n    @staticmethod\n    def f(x): return x\nA.f = torch.softmax\n"
        "def softmax(x): return A.f(x, 0)",
    "in a table whose name is a local one elsewhere":
        "table = {}\ntable['f'] = torch.softmax\n"
        "def g(table): return table\ndef softmax(x): return g(table)['f'](x, 0)",
    "in a table under another name": "table = {}\ntable['f'] = torch.softmax\n"
                                     "def softmax(x):\n    own = table\n    return own['f'](x, 0)",
    "in a table that a function declares global":
        "table = {}\ntable['f'] = torch.softmax\n"
        "def softmax(x):\n    global table\n    return table['f'](x, 0)",
    "by getattr": "def softmax(x): return getattr(torch, 'softmax')(x, 0)",
    "by a text in parts": "def softmax(x): return getattr(torch, 'soft' + 'max')(x, 0)",
    "by a formatted text": "def softmax(x): return getattr(torch, f'soft{\"max\"}')(x, 0)",
    "by importlib": "import importlib\n"
                    "def softmax(x): return importlib.import_module('torch').softmax(x, 0)",
    "by __import__": "def softmax(x): return __import__('torch').softmax(x, 0)",
    "by an assignment in an expression": "def softmax(x): return (f := torch.softmax)(x, 0)",
    "by a global name": "def start():\n    global f\n    f = torch.softmax\n"
                        "def softmax(x): return f(x, 0)",
    "by a module": "def softmax(x): return torch.optim.SGD([x], lr=0.1)",
    "as a base class": "class softmax(torch.optim.SGD): pass",
    "as a base class's base": "class A(torch.optim.SGD): pass\nclass softmax(A): pass",
}  # fmt: skip

ALONE = {
    "its own function of the name": "def softmax(x): return x.exp() / x.exp().sum()\n"
                                    "def log_softmax(x): return softmax(x).log()",
    "an import that its own function replaces":
        "from torch import softmax\ndef softmax(x): return x.exp() / x.exp().sum()\n"
        "def log_softmax(x): return softmax(x).log()",
    "a local variable of the name":
        "def softmax(x):\n    softmax = x.exp()\n    return softmax / 2",
    "a variable of the module": "logsumexp = 3\ndef softmax(x): return x + logsumexp",
    "a parameter of the name": "def softmax(x, logsumexp=None): return logsumexp(x)",
    "a loop's variable": "def softmax(x):\n    for softmax in x: softmax + 1\n    return x",
    "an error's name": "def softmax(x):\n    try: return x\n    except E as logsumexp: "
                       "return logsumexp",
    "an alias in another function":
        "def compare(x):\n    f = torch.softmax\n    return f(x, 0)\n"
        "f = torch.exp\ndef softmax(x): return f(x)",
    "an alias that another function has for the same name":
        "def compare(x):\n    from torch import softmax as own\n    return own(x, 0)\n"
        "def own(x): return x.exp()\ndef softmax(x): return own(x)",
    "its own method": "class A:\n    def softmax(self, x): return x.exp()\n"
                      "def softmax(x): return A().softmax(x)",
    "its own attribute": "class A:\n    def __init__(self): self.softmax = torch.exp\n"
                         "    def f(self, x): return self.softmax(x)\n"
                         "def softmax(x): return A().f(x)",
    "a function that nobody calls": "def compare(x): return torch.softmax(x, 0)\n"
                                    "def softmax(x): return x.exp()",
    "a main part": "def softmax(x): return x.exp()\n"
                   "if __name__ == '__main__': print(torch.softmax(torch.ones(2), 0))",
    "a comment and a text": "def softmax(x):\n    '''Like torch.softmax(x, 0).'''\n"
                            "    return x.exp()  # not F.softmax",
    "an import that is not used": "from torch.nn.functional import softmax as theirs\n"
                                  "def softmax(x): return x.exp()",
    "a class's name inside its methods": "class A:\n    logsumexp = 1\n"
                                         "def softmax(x): return x + A.logsumexp",
    "another package": "import numpy as np\ndef softmax(x): return np.softmax(x)",
    "a module of its own": "from . import helpers\ndef softmax(x): return helpers.softmax(x)",
    "a keyword": "def softmax(x): return f(softmax=1)\ndef f(softmax): return softmax",
    "another name that contains it": "def softmax(x): return torch.softmax_like(x)",
    "a name that goes in circles": "a = b\nb = a\ndef softmax(x): return a(x)",
    "annotations": "from torch.optim.optimizer import ParamsT\n"
                   "def softmax(x: ParamsT, *y: ParamsT) -> torch.optim.SGD:\n"
                   "    z: ParamsT = x.exp()\n    return z\n"
                   "def log_softmax(x: list[ParamsT] | None): return softmax(x)",
    "a namespace's function": "from types import SimpleNamespace as Space\n"
                              "ops = Space(softmax=lambda x: x.exp(), **{'logsumexp': torch.exp})\n"
                              "def softmax(x): return ops.softmax(ops.logsumexp(x))\n"
                              "def log_softmax(x): return ops.softmax(x)",
    "a field of a tuple": "import collections\n"
                          "A = collections.namedtuple('A', ['x', 'softmax'])\n"
                          "B = collections.namedtuple('B', 'x, logsumexp')\n"
                          "def softmax(x): return A(x, torch.exp).softmax(x)\n"
                          "def log_softmax(x): return B(x, torch.exp).logsumexp(x)",
    "an attribute that is set by name":
        "class A:\n    def __init__(self): setattr(self, 'log' + 'sumexp', torch.exp)\n"
        "    def f(self, x): return self.logsumexp(x)\ndef softmax(x): return A().f(x)",
    "an attribute of a class that takes any":
        "class A:\n    def __init__(self, **own): self.__dict__.update(own)\n"
        "def softmax(x): return A(softmax=torch.exp).softmax(x)",
    "a class that is made by a call":
        "A = type('A', (), {'softmax': torch.exp})\ndef softmax(x): return A.softmax(x)",
    "an attribute of its own that nobody reads":
        "def softmax(x): return x.exp() if x.dim() else softmax(x[None])\n"
        "def log_softmax(x): return softmax(x).log()\n"
        "softmax.reference = log_softmax.reference = torch.softmax\n"
        "softmax.__doc__ = torch.softmax.__doc__",
    "a static method beside another use": "class A(torch.optim.SGD):\n    @staticmethod\n"
                                          "    def f(x): return x.exp()\n"
                                          "def softmax(x): return A.f(x)",
    "a trial's variable that is a local one here":
        "def softmax(x):\n    out = x.exp()\n    return out / out.sum()\n"
        "def log_softmax(x):\n    out = softmax(x)\n    return out.log()\n"
        "out = F.softmax(x, 0)\nout.sum(0)\nstate = torch.optim.SGD([x])\nstate.step()",
    "a trial's variable that is local around here":
        "def softmax(x):\n    out = x.exp()\n    def f(): return out / out.sum()\n"
        "    return f()\ndef log_softmax(out): return [out.log() for out in out]\n"
        "out = F.softmax(x, 0)\nout.sum(0)",
    "a file that is no Python": "def softmax(x: return",
}  # fmt: skip


def found(source: str, function: str = "softmax", rule: Forbids = RULE) -> forbids.Finding | None:
    return forbids.in_source(function, rule, {"softmax.py": HEAD + textwrap.dedent(source)})


@pytest.mark.parametrize("name", USED)
def test_it_finds_torchs_function(name: str) -> None:
    finding = found(USED[name])
    assert finding is not None
    line = (HEAD + USED[name]).split("\n")[(finding.line or 0) - 1]
    assert any(word in line for word in ("soft", "Softmax", "optim", "f(", "f'")), finding


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("function", ["softmax", "log_softmax"])
def test_it_leaves_alone(name: str, function: str) -> None:
    assert found(ALONE[name], function) is None


@pytest.mark.parametrize("star", ["torch", "torch.nn.functional"])
def test_a_star_import_brings_torchs_names(star: str) -> None:
    brings = f"from {star} import *\n"
    assert found(brings + "def log_softmax(x): return softmax(x, 0).log()", "log_softmax")
    own = "def softmax(x): return exp(x)\ndef log_softmax(x): return softmax(x)"
    assert found(brings + own, "log_softmax") is None


def test_the_line_is_that_of_the_use() -> None:
    finding = found("def softmax(x):\n    y = x + 1\n    return F.softmax(y, 0)")
    assert finding == forbids.Finding("torch.nn.functional.softmax", "softmax.py", FIRST + 2)


def test_a_rule_may_name_a_method_of_tensors() -> None:
    rule = Forbids(("torch.Tensor.softmax",), instead="")
    assert found("def softmax(x): return x.softmax(0)", rule=rule)
    assert found("def softmax(x): return F.softmax(x, 0)", rule=rule) is None


def test_in_a_notebook_the_cell_is_told() -> None:
    text = joined(["import torch", "x = 1\n\ndef softmax(x):\n    return torch.softmax(x, 0)", ""])
    finding = forbids.in_source("softmax", RULE, {"softmax.py": text})
    assert finding == forbids.Finding("torch.softmax", "softmax.ipynb, code cell 2", 4)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("F.softmax(x, 0)",
         "uses torch.nn.functional.softmax, which does the work that softmax is to do"),
        ("torch.Tensor.softmax(x, 0)",
         "uses torch.Tensor.softmax, which does the work that softmax is to do"),
        ("x.softmax(0)", "calls .softmax of what may be a tensor, which softmax may not; "
                         "a method of your own needs another name"),
        ("torch.optim.Adam(x)", "uses torch.optim.Adam, which softmax may not use"),
        ("(x, torch.optim)", "uses torch.optim, which softmax may not use"),
    ],
)  # fmt: skip
def test_the_message_says_no_more_than_is_known(body: str, said: str) -> None:
    finding = found(f"def softmax(x): return {body}")
    assert finding is not None
    assert finding.message("softmax") == f"softmax.py, line {FIRST}, {said}"


def test_what_was_refused_as_part_of_a_module_is_told_so() -> None:
    def check(softmax):
        """says so"""

    evidence = forbids.Evidence({"softmax": RULE}, {})
    made = make_check(check, functions=["softmax"], points=1, givens={})
    for used, said in (
        ("torch.optim.adam.Adam.step", "which softmax may not use"),
        ("torch.nn.functional.softmax", "which does the work that softmax is to do"),
        ("torch's softmax", "which does the work that softmax is to do"),
    ):
        evidence.add("softmax", forbids.Finding(used, "softmax.py", 3))
        against = evidence.against(made)
        assert against is not None
        _, finding = against
        assert finding.message("softmax") == f"softmax.py, line 3, uses {used}, {said}"


def test_where_autograd_is_forbidden_it_may_be_switched_off() -> None:
    rule = Forbids(("torch.autograd", "backward", "grad"), instead="")
    off = "def softmax(x):\n    with torch.autograd.set_grad_enabled(False): return x.exp()"
    assert found(off, rule=rule) is None
    assert found("@torch.no_grad()\ndef softmax(x): return x", rule=rule) is None
    assert found("def softmax(x): return torch.autograd.grad(x.sum(), x)", rule=rule)
    assert found("def softmax(x): x.sum().backward()", rule=rule)
    imported = "from torch import autograd\ndef softmax(x): return autograd.grad(x, x)"
    assert found(imported, rule=rule)


@pytest.mark.parametrize(
    "body",
    [
        "\n".join("    x = x.exp().reshape(x.shape).sum(x.dim() - 1, x)" for _ in range(300)),
        "\n".join(f"    x{n} = x{n + 1} if x{n + 2} else x{n + 1}.y" for n in range(300)),
        "    x = " + "[" + ", ".join("x" for _ in range(50_000)) + "]",
        "    x = x" + ".t()" * 3000,
        "\n".join("    x = x or x.a or x.b or x.c" for _ in range(500)),
    ],
    ids=["renamed", "ladder", "long", "chained", "circular"],
)
def test_every_file_is_read_to_an_end(body):
    """Names that stand for one another cost as many steps as there are, not as there are ways."""
    source = f"{HEAD}def softmax(x):\n{body}\n    return x\n"
    with time_limit(20.0):
        assert forbids.in_source("softmax", RULE, {"stub.py": source}) is None


def test_what_torch_imports_when_it_is_named_is_not_imported() -> None:
    """``torch.onnx`` and its like, of which a file may know the names: it takes seconds."""
    text = (
        "import sys\nfrom grader import forbids\nfrom grader.spec import Forbids\n"
        "before = {*sys.modules}\n"
        "file = 'from torch import *\\ndef f(x): return onnx, _inductor, _dynamo, _export'\n"
        "assert forbids.in_source('f', Forbids(('softmax',), ''), {'f.py': file}) is None\n"
        "assert {*sys.modules} == before, len({*sys.modules} - before)"
    )
    subprocess.run([sys.executable, "-c", text], check=True)


@pytest.mark.filterwarnings("error")
def test_what_python_warns_of_is_kept_from_whoever_grades() -> None:
    text = 'def softmax(x):\n    """A \\sum."""\n    return torch.softmax(x, 1if x else 0)\n'
    with pytest.raises(SyntaxError):
        compile(text, "softmax.py", "exec")
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "@torch.jit.script\ndef softmax(x): return x.exp()",
        "from torch import jit\ndef f(x): return x.exp()\nsoftmax = jit.trace(f, torch.ones(2))",
        "def softmax(x): return torch.compile(torch.exp)(x)",
    ],
)
def test_compiled_code_is_found(text: str) -> None:
    finding = forbids.in_source("softmax", RULE, {"softmax.py": HEAD + text})
    assert finding is not None
    assert finding.message("softmax").endswith("; softmax is to be plain Python, not compiled")


LONG = {
    "a name bound again and again":
        "v = torch.x\n" * 20_000 + "def f(x): return v\n",
    "a name bound wherever it is used":
        f"def f(x):\n    return [{', '.join(['(y := y.a)'] * 15_000)}]\n",
    "a table filled with itself":
        "t = {}\n" + "".join(f"t[{n}] = t\n" for n in range(12_000)) + "def f(x): return t\n",
    "names of which each stands for twice as many things":
        "c = 0\nv0 = torch\n" + "".join(f"v{n} = v{n - 1}.a if c else v{n - 1}.b\n"
        for n in range(1, 21)) + "def f(x): return v20\n",
    "a long name behind many":
        f"v = torch.{'a' * 300_000}\ndef f(x):\n    return [{'v.b, ' * 20_000}]\n",
    "a table changed everywhere, for functions everywhere":
        "t = {}\n" + "t.a = 0\n" * 10_000 + f"def f(x):\n    return [{'lambda: t, ' * 10_000}]\n",
    "a name bound everywhere, for functions everywhere":
        f"def f(x):\n    y = 0{'; y = 0' * 10_000}\n    return [{'lambda: y, ' * 10_000}]\n",
    "names that any star may bring":
        "from torch import *\n" * 10_000 + "def f(x):\n    return ["
        + "".join(f"v{n}, " for n in range(10_000)) + "]\n",
    "a method with a long decorator, called everywhere":
        f"class A:\n    @staticmethod{'.a' * 500}\n    def f(x): return x\n"
        f"def f(x):\n    return [{'A.f, ' * 10_000}]\n",
    "calls that could give attributes":
        f"def f(x):\n    return [{'type(x, [x, (x, x)], {x: x}, x=x), ' * 2_000}]\n",
    "attributes of attributes":
        "def f(x):\n" + "".join(f"    torch{'.a' * 800}\n" for _ in range(100)),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_no_file_takes_long_to_read(name: str) -> None:
    started = time.process_time()
    assert forbids.in_source("f", RULE, {"long.py": f"{HEAD}{LONG[name]}"}) is None
    assert time.process_time() - started < 8.0
