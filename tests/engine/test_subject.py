"""``Local`` and ``Remote`` cannot be told apart: one table of student files, asked both ways."""

import contextlib
import io
import math
import sys
import time

import pytest
import torch

from grader.results import Status
from grader.sandbox import cells
from grader.sandbox.wire import Opaque
from grader.subject import (
    Answer,
    LostError,
    Request,
    Sources,
    StudentError,
    StudentFunction,
    as_answer,
)

HARNESS = (
    "stub_harness.py",
    '''
import torch


def steps(student, params, count, *, lr=0.5):
    """What ``descend`` makes of the parameters, step by step."""
    states = []
    for _ in range(count):
        student.descend(params, lr)
        states.append([p.clone() for p in params])
    return {"states": states, "same": params[0] is params[1]}


def broken(student):
    return undefined_name


def calls(student):
    return student.fails(torch.ones(2))


def absent(student):
    return student.nowhere(1)


def whole(student):
    return sorted(name for name in vars(student) if not name.startswith("_"))
''',
)

STUB = """
import collections
import math
import random
import sys

import numpy as np
import torch
from torch import nn

state = {"calls": 0}
torch.set_default_dtype(torch.float64)


def add(x, y, *, scale=1):
    return x + scale * y


def give(value):
    return value


def layout(x):
    return list(x.shape), x.stride(), x.storage_offset(), str(x.dtype), str(x.device)


def double_in_place(x):
    x *= 2
    return x


RESULT = torch.zeros(2)


def shared_result(x):
    return torch.mul(x, 2, out=RESULT)


def wants_a_gradient(x, y):
    return (x * y.requires_grad_()).detach()


def swap_entries(pair, mapping):
    pair.append(1.0)
    mapping["seen"] = True
    return None


def first(x):
    return x[0]


def shares(x, y):
    x += 1
    return y


def square(x):
    return (x * x).sum(-1)


def only_first(x, y):
    return 2 * x


def constant(x):
    return torch.ones(3)


def detached(x):
    return (2 * x).detach()


def not_a_tensor(x):
    return 3.0


def kept(x):
    return float(x.sum())


def sets_defaults(x):
    torch.set_default_dtype(torch.float16)
    torch.set_grad_enabled(False)
    torch.set_default_device("meta")
    return torch.ones(1).dtype


def made():
    return torch.ones(2)


def tracks():
    return torch.is_grad_enabled()


def dice():
    return [torch.rand(2), random.random()]


def counts():
    state["calls"] += 1
    return state["calls"]


def descend(params, lr):
    for p in params:
        p -= lr


class Layer(nn.Module):
    def __init__(self, wide, *, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(wide, 2))
        self.bias = nn.Parameter(torch.zeros(wide)) if bias else None
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        self.seen += 1
        scale = 1.0 if self.training else 10.0
        out = x @ self.weight.T * scale
        return out if self.bias is None else out + self.bias


class Plain:
    pass


class Told(Exception):
    pass


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("not even this")


class Lies(Exception):
    __module__ = ["unhashable"]


class Hides:
    def __repr__(self):
        raise ValueError("nothing to see")


class Leaves:
    def __repr__(self):
        raise SystemExit(3)


def fails(x):
    return helper(x)


def helper(x):
    raise Told("no: " + str(x.tolist()))


def todo(x):
    raise NotImplementedError


def torchs_own(x):
    return torch.nn.Module().forward(x)


def raises_value(x):
    raise ValueError("x is \\x1b[31mred\\x1b[0m \\ud800")


def raises_mute(x):
    raise Mute


def raises_lies(x):
    raise Lies("l")


def raises_exit(x):
    sys.exit(4)


def raises_memory(x):
    raise MemoryError


def allocates(x):
    return torch.zeros(2**45)


def recursive(x):
    return recursive(x)


def torch_error(x):
    return x.reshape(7, 7)


def chained(x):
    try:
        return {}["missing"]
    except KeyError as error:
        raise ValueError("from a key") from error


def deep_frames(x, n=30):
    if n == 0:
        raise ValueError("bottom")
    return deep_frames(x, n - 1)


def hides(x):
    return [1, Hides()]


def leaves(x):
    return Leaves()


def odd(x):
    return {
        "set": {1}, "numpy": np.float64(0.5), "array": np.ones(2), "complex": 1j,
        "named": collections.namedtuple("N", "a b")(1, 2), (1, 2): object, "dtype": torch.int8,
    }


def nested(x):
    value = x
    for _ in range(500):
        value = [value]
    return value


def enormous(x):
    return torch.zeros(1).expand(2**40)


def endless(x):
    while True:
        pass


def stubborn(x):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def prints(x):
    print("seen", x.tolist())
    return x


def moves(x):
    return torch.ones(2, device="meta")


not_callable = 5
"""

T = torch.tensor


def told(value):
    """A value, error or loss in a form that can be compared with ==, memory layout included."""
    if isinstance(value, torch.Tensor):
        values = [] if value.device.type == "meta" else value.tolist()
        return (
            "tensor", repr(values), tuple(value.shape), value.stride(), str(value.dtype),
            str(value.device), value.requires_grad,
        )  # fmt: skip
    if isinstance(value, list | tuple):
        return type(value).__name__, [told(entry) for entry in value]
    if isinstance(value, dict):
        return "dict", [(told(key), told(entry)) for key, entry in value.items()]
    if isinstance(value, Opaque):
        return "opaque", value.type_name, value.text
    return type(value).__name__, repr(value)


def outcome(question, subject):
    """What the question comes to: the value, or all that is known of the error or loss."""

    def ask(request):
        return subject.ask([request], 3.0)[0].open()

    try:
        return "value", told(question(lambda name: StudentFunction(name, ask)))
    except StudentError as error:
        return (
            "error", error.type, error.bases, error.message, error.frames, error.own,
            error.not_attempted,
        )  # fmt: skip
    except LostError as lost:
        return "lost", lost.status, str(lost)


def aliased(f):
    base = torch.zeros(6)
    return f("shares").after(base[:4], base[2:])


QUESTIONS = {
    "value": lambda f: f("add")(T([1.0, 2.0]), T([3.0, 4.0])),
    "keywords": lambda f: f("add")(T([1.0]), y=T([3.0]), scale=2),
    "permuted": lambda f: f("layout")(torch.zeros(2, 3, 4).permute(2, 0, 1)),
    "expanded": lambda f: f("layout")(torch.zeros(1, 3).expand(5, 3)),
    "sliced": lambda f: f("layout")(torch.zeros(9)[1::2]),
    "scalar": lambda f: f("layout")(T(1.0)),
    "empty": lambda f: f("layout")(torch.zeros(0, 3)),
    "strides back": lambda f: f("give")(torch.zeros(2, 3).T),
    "expanded back": lambda f: f("give")(torch.zeros(1, 3).expand(4, 3)),
    "meta": lambda f: f("give")(torch.zeros(2, 3, device="meta").T),
    "dtypes": lambda f: f("give")([torch.zeros(2, dtype=d) for d in (torch.bfloat16, torch.bool)]),
    "not numbers": lambda f: f("give")([math.nan, -0.0, math.inf, T([math.nan, -0.0])]),
    "nothing": lambda f: f("give")(None),
    "containers": lambda f: f("give")([(1, 2.0), {"a": [True, None], (1,): b"x"}, "text", 10**40]),
    "requires grad": lambda f: f("give")(torch.ones(2, requires_grad=True)),
    "in place": lambda f: f("double_in_place").after(T([1.0, 2.0])),
    "one result for all calls": lambda f: f("shared_result").after(T([1.0, 2.0])),
    "an argument requires a gradient": lambda f: f("wants_a_gradient").after(T([1.0]), y=T([2.0])),
    "in place on an expanded tensor": lambda f: f("double_in_place")(torch.ones(1).expand(3)),
    "containers after": lambda f: f("swap_entries").after([1.0], mapping={"a": 1}),
    "aliases": aliased,
    "view back": lambda f: f("first")(torch.arange(6.0).reshape(2, 3)),
    "gradient": lambda f: f("square").grad(T([2.0, 3.0]), T([[1.0, 2.0], [3.0, 4.0]])),
    "gradient of strides": lambda f: f("square").grad(torch.ones(3), torch.ones(2, 3).T),
    "gradient by keyword": lambda f: f("only_first").grad(
        T([1.0]), x=T([2.0]), y=T([3.0]), wrt=("x", "y")
    ),
    "gradient of a constant": lambda f: f("constant").grad(torch.ones(3), T([1.0])),
    "gradient of the detached": lambda f: f("detached").grad(T([1.0]), T([1.0])),
    "gradient of a float": lambda f: f("not_a_tensor").grad(T([1.0]), T([1.0])),
    "gradient of another shape": lambda f: f("square").grad(torch.ones(5), torch.ones(2, 3)),
    "gradient of an int": lambda f: f("square").grad(torch.ones(2), torch.ones(2, 3).long()),
    "module": lambda f: f("Layer").module(
        T([[1.0, 2.0]]), init=(3,), weights=[torch.ones(3, 2), torch.ones(3)], train=True,
        cotangent=torch.ones(1, 3), times=2,
    ),
    "module in evaluation": lambda f: f("Layer").module(
        T([[1.0, 2.0]]), init=(3,), options={"bias": False}, weights=[torch.ones(3, 2)]
    ),
    "module without inputs": lambda f: f("Layer").module(init=(2,)),
    "module in float64": lambda f: f("Layer").module(
        torch.ones(1, 2, dtype=torch.float64), init=(1,),
        weights=[torch.ones(1, 2, dtype=torch.float64), torch.ones(1, dtype=torch.float64)],
    ),
    "module of other shapes": lambda f: f("Layer").module(init=(3,), weights=[torch.ones(5, 7)]),
    "module with too few": lambda f: f("Layer").module(
        init=(3,), weights=[torch.ones(3, 2), torch.ones(3), torch.ones(3)]
    ),
    "no module": lambda f: f("Plain").module(torch.ones(1)),
    "harness": lambda f: f("descend").harness("steps", [T([1.0]), T([2.0])], 2, lr=0.25),
    "harness that fails": lambda f: f("descend").harness("broken"),
    "harness that reaches an error": lambda f: f("fails").harness("calls"),
    "harness sees the file": lambda f: f("descend").harness("whole"),
    "missing": lambda f: f("nowhere")(1),
    "missing to a harness": lambda f: f("descend").harness("absent"),
    "not callable": lambda f: f("not_callable")(1),
    "too many arguments": lambda f: f("first")(1, 2),
    "error": lambda f: f("fails")(T([1.0])),
    "control characters": lambda f: f("raises_value")(1),
    "mute error": lambda f: f("raises_mute")(1),
    "lying error": lambda f: f("raises_lies")(1),
    "exit": lambda f: f("raises_exit")(1),
    "memory error": lambda f: f("raises_memory")(1),
    "too large an allocation": lambda f: f("allocates")(1),
    "recursion": lambda f: f("recursive")(1),
    "torch's error": lambda f: f("torch_error")(torch.ones(3)),
    "chained": lambda f: f("chained")(1),
    "many frames": lambda f: f("deep_frames")(1),
    "not implemented": lambda f: f("todo")(1),
    "not implemented by torch": lambda f: f("torchs_own")(1),
    "hidden": lambda f: f("hides")(1),
    "exit while it is read": lambda f: f("leaves")(1),
    "odd types": lambda f: f("odd")(1),
    "nested": lambda f: f("nested")(1),
    "enormous": lambda f: f("enormous")(1),
    "on another device": lambda f: f("moves")(torch.ones(2)),
    "default dtype of the file": lambda f: f("made")(),
    "defaults": lambda f: [f("sets_defaults")(1), f("made")(), f("tracks")()],
    "same random numbers": lambda f: [f("dice")(), f("dice")()],
    "state is kept": lambda f: [f("counts")() for _ in range(3)],
}  # fmt: skip


@pytest.fixture(scope="module")
def both(server):
    """The stub in this process and in a worker, loaded once; each with a harness."""
    from grader.sandbox.remote import Remote
    from grader.subject import Local

    sources = Sources({"stub.py": STUB}, HARNESS)
    subjects = Local(sources), Remote(server, sources)
    loaded = [subject.load(5.0) for subject in subjects]
    assert [answer.error for answer in loaded] == [None, None]
    assert loaded[0] == loaded[1]
    yield subjects
    for subject in subjects:
        subject.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_same_here_and_in_a_worker(name, both):
    here, there = both
    assert outcome(QUESTIONS[name], here) == outcome(QUESTIONS[name], there)


EXPECTED = {
    "value": ("value", told(T([4.0, 6.0]))),
    "strides back": ("value", told(torch.zeros(2, 3).T)),
    "in place": ("value", told((T([2.0, 4.0]), [T([2.0, 4.0])], {}))),
    "containers after": ("value", told((None, [[1.0, 1.0]], {"mapping": {"a": 1, "seen": True}}))),
    "aliases": (
        "value",
        told((T([1.0, 1, 0, 0]), [torch.ones(4), T([1.0, 1, 0, 0])], {})),
    ),
    "gradient": ("value", told([T([[4.0, 8.0], [18.0, 24.0]])])),
    "gradient by keyword": ("value", told([T([2.0]), None])),
    "gradient of a constant": ("value", told([None])),
    "missing": ("error", "grader.sandbox.verbs.MissingError"),
    "missing to a harness": ("error", "grader.sandbox.verbs.MissingError"),
    "not implemented by torch": ("error", "NotImplementedError"),
    "exit while it is read": ("error", "SystemExit"),
    "memory error": ("lost", Status.OUT_OF_MEMORY),
    "too large an allocation": ("lost", Status.OUT_OF_MEMORY),
    "lying error": ("error", "Exception"),
    "enormous": ("error", "grader.sandbox.wire.TooLargeError"),
    "default dtype of the file": ("value", told(torch.ones(2))),
    "defaults": ("value", told([torch.float16, torch.ones(2), True])),
    "state is kept": ("value", told([1, 2, 3])),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_and_it_is_this(name, local):
    subject = local(STUB, HARNESS)
    subject.load(5.0)
    assert outcome(QUESTIONS[name], subject)[: len(EXPECTED[name])] == EXPECTED[name]


def test_an_error_says_what_a_student_needs(both):
    for subject in both:
        found = outcome(QUESTIONS["error"], subject)
        assert found[1] == "Told"
        assert found[2] == ("Told", "Exception", "BaseException", "object")
        assert found[3] == "no: [1.0]"
        functions = [(file, function, text) for file, _, function, text in found[4]]
        assert functions == [
            ("stub.py", "fails", "return helper(x)"),
            ("stub.py", "helper", 'raise Told("no: " + str(x.tolist()))'),
        ]


def test_only_the_students_frames_and_only_the_last(both):
    for subject in both:
        frames = outcome(QUESTIONS["many frames"], subject)[4]
        assert {file for file, *_ in frames} == {"stub.py"}
        assert len(frames) == 8
        assert frames[-1][3] == 'raise ValueError("bottom")'


def test_the_stubs_own_not_implemented_error_is_not_attempted(both):
    for subject in both:
        assert outcome(QUESTIONS["not implemented"], subject)[-1] is True
        assert outcome(QUESTIONS["not implemented by torch"], subject)[-1] is False


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one result for all calls", "changed what an earlier call had returned"),
        ("an argument requires a gradient", "made y require a gradient"),
    ],
)
def test_after_a_call_nothing_else_is_changed(name, words, both):
    for subject in both:
        kind, _, _, message, *_, own, _ = outcome(QUESTIONS[name], subject)
        assert (kind, own) == ("error", True)
        assert words in message


def test_arguments_are_copies(both):
    for subject in both:
        x = T([1.0, 2.0])
        outcome(lambda f, x=x: f("double_in_place")(x), subject)
        assert x.tolist() == [1.0, 2.0]


def test_nothing_of_this_process_changes(both):
    before = torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_default_device()
    for subject in both:
        outcome(QUESTIONS["defaults"], subject)
    assert before == (
        torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_default_device(),
    )  # fmt: skip


def test_many_requests_are_answered_in_order(both):
    requests = [
        Request(verb="call", name=name, args=[T([n])], kwargs={})
        for n, name in enumerate(["give", "fails", "give", "nowhere", "raises_memory", "give"])
    ]
    here, there = ([reply.open() for reply in subject.ask(requests, 5.0)] for subject in both)
    assert [answer.value.item() for answer in here if answer.value is not None] == [0, 2, 5]
    for one, other in zip(here, there, strict=True):
        assert told(one.value) == told(other.value)
        assert (one.error, one.lost, one.detail) == (other.error, other.lost, other.detail)


FILES = {
    "syntax error": "def f(x):\n    return x +\n",
    "indentation": "def f(x):\nreturn x\n",
    "null byte": "x = 1\0\n",
    "unknown name": "import torch\n\n\ndef f(x):\n    return x\n\n\nf(y)\n",
    "unknown module": "import no_such_module\n",
    "raises": "raise ValueError('no\\x1b[2J')\n",
    "raises in a function": "def f():\n    raise KeyError('k')\n\n\nf()\n",
    "not implemented": "raise NotImplementedError\n",
    "exit": "exit(0)\n",
    "sys exit": "import sys\nsys.exit('bye')\n",
    "memory error": "raise MemoryError\n",
    "annotations": "from __future__ import annotations\ndef f(x: Undefined): ...\n",
    "dataclass": "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int\n",
    "empty": "",
    "odd names": "globals()['\\ud800'] = 1; globals()[5] = 2; x = 3\n",
    "other dtype": "import torch\ntorch.set_default_dtype(torch.float64)\n",
}


@pytest.mark.parametrize("name", FILES)
def test_files_load_the_same_here_and_in_a_worker(name, local, remote):
    here, there = (make(FILES[name]).load(5.0) for make in (local, remote))
    assert here == there
    assert isinstance(here, Answer)


@pytest.mark.parametrize(
    ("name", "error", "line"),
    [
        ("syntax error", "SyntaxError", 2),
        ("unknown name", "NameError", 8),
        ("unknown module", "ModuleNotFoundError", 1),
        ("exit", "SystemExit", 1),
    ],
)
def test_a_file_that_does_not_load_says_where(name, error, line, local):
    answer = local(FILES[name]).load(5.0)
    assert answer.error["type"] == error
    assert answer.error["frames"][0][:2] == ["stub.py", line]


NOTEBOOK = cells.joined([
    "from __future__ import annotations\nimport no_such_module\nimport torch",
    "def f(x:\n    a trial",
    "1 / 0\n\n\ndef f(x: Undefined):\n    return 2 * x",
    "def h():\n    return no_such_module.version",
    "assert f(1) == 3",
    "class A(no_such_module.B):\n    pass",
])  # fmt: skip


def test_what_a_notebook_can_execute_counts_and_its_cells_are_named(local, remote):
    asked = [Request(verb="call", name=name, args=[T([1.0])], kwargs={}) for name in ("f", "A")]
    asked.append(Request(verb="call", name="h", args=[], kwargs={}))
    for make in (local, remote):
        subject = make(NOTEBOOK)
        assert subject.load(5.0) == Answer()
        doubled, missing, raises = (reply.open() for reply in subject.ask(asked, 5.0))
        assert doubled.value.item() == 2.0
        assert missing.error["message"] == (
            "stub.py does not define A; is it spelled as in the stub? The first error in it: "
            "stub.ipynb, code cell 1, line 2: ModuleNotFoundError: No module named 'no_such_module'"
        )
        assert raises.error["type"] == "NameError"
        line = ["stub.ipynb, code cell 4", 2, "h", "return no_such_module.version"]
        assert raises.error["frames"] == [line]


def test_only_what_was_joined_is_a_notebook():
    parts = ["x = 1", "", "# code cell 7\ny = 2\n"]
    assert list(cells.apart("a.py", cells.joined(parts))) == [
        f"a.ipynb, code cell {number}" for number in (1, 2, 3)
    ]
    for text in ("", "x = 1\n", "x = 1\n# code cell 1\ny = 2\n", "# code cell 2\nx = 1\n"):
        assert cells.apart("a.py", text) == {}
        assert cells.place("a.py", text, 2) == ("a.py", 2)


def test_a_line_of_a_notebook_is_found_in_its_cell():
    text = cells.joined(["x = 1", "", "y = 2\n\nz = 3"])
    for line, written in enumerate(text.splitlines(), start=1):
        cell, at = cells.place("a.py", text, line)
        if written and not written.startswith("#"):
            assert cells.apart("a.py", text)[cell].splitlines()[at - 1] == written
    assert cells.place("a.py", text, 10) == ("a.ipynb, code cell 3", 3)


def test_a_file_may_be_loaded_and_asked_under_another_default(local, remote):
    for make in (local, remote):
        subject = make(FILES["other dtype"] + "def f():\n    return torch.ones(1)\n")
        subject.load(5.0)
        (reply,) = subject.ask([Request(verb="call", name="f", args=[], kwargs={})], 5.0)
        assert reply.open().value.dtype is torch.float32


@pytest.mark.parametrize("name", ["endless", "stubborn"])
def test_what_never_ends_is_timed_out_the_same(name, local, remote):
    request = Request(verb="call", name=name, args=[1], kwargs={})
    give = Request(verb="call", name="give", args=[1], kwargs={})
    answers = []
    for make in (local, remote):
        subject = make(STUB, HARNESS)
        subject.load(5.0)
        started = time.monotonic()
        replies = subject.ask([give, request, give], 0.5)
        answers.append([reply.open() for reply in replies])
        assert time.monotonic() - started < 3.0
        (again,) = subject.ask([give], 5.0)
        assert again.open().value == 1
    here, there = answers
    assert [answer.lost for answer in here] == [None, Status.TIMED_OUT, Status.TIMED_OUT]
    assert here == there


def test_a_file_that_never_ends_is_timed_out_the_same(local, remote):
    here, there = (make("while True: pass").load(0.5) for make in (local, remote))
    assert here == there
    assert here.lost is Status.TIMED_OUT
    assert "executing the file took more than 0.5 s" in here.detail


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process can be held")
def test_a_worker_rests_while_it_is_not_asked(remote):
    """A thread that is left behind can do nothing for another worker, nor take others' time."""
    subject = remote(
        "import threading, time\nseen = [time.monotonic()]\n"
        "def watch():\n    while True:\n        seen.append(time.monotonic())\n"
        "        time.sleep(0.01)\n"
        "threading.Thread(target=watch, daemon=True).start()\n"
        "def f():\n    time.sleep(0.1)\n    return max(b - a for a, b in zip(seen, seen[1:]))\n"
    )
    f = StudentFunction("f", lambda request: subject.ask([request], 5.0)[0].open())
    assert f() < 0.3
    time.sleep(0.6)
    assert f() > 0.5


def test_what_is_printed_reaches_the_judge(remote):
    subject = remote(STUB, HARNESS)
    subject.load(5.0)
    outcome(lambda f: f("prints")(T([1.0])), subject)
    assert subject.take_output() == "seen [1.0]\n"
    assert subject.take_output() == ""


def test_what_is_printed_here_goes_where_this_process_prints(local):
    subject = local(STUB, HARNESS)
    subject.load(5.0)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        outcome(lambda f: f("prints")(T([1.0])), subject)
    assert printed.getvalue() == "seen [1.0]\n"


# Answers that were not made by our own worker.

ERROR = {
    "type": "ValueError", "bases": ["ValueError"], "message": "m",
    "frames": [["stub.py", 1, "f", "text"]], "own": False, "stub": False,
}  # fmt: skip


def test_an_error_of_the_right_form_is_one():
    assert as_answer({"error": ERROR}).error == ERROR


@pytest.mark.parametrize(
    "change",
    [
        {"type": 5}, {"bases": 7}, {"bases": [1]}, {"message": None}, {"frames": 3},
        {"frames": [["stub.py", 1, "f"]]}, {"frames": [["stub.py", "1", "f", "t"]]},
        {"own": "yes"}, {"stub": None}, {"more": 1}, {"message": Opaque("str", "x")},
        {"frames": [torch.ones(4)]}, {"type": torch.ones(3)},
    ],
)  # fmt: skip
def test_an_error_of_another_form_is_a_bad_answer(change):
    assert as_answer({"error": {**ERROR, **change}}).lost is Status.BAD_ANSWER


@pytest.mark.parametrize(
    "plain",
    [None, 5, [], {}, {"value": 1, "error": ERROR}, {"values": 1}, {"error": None}, torch.ones(1),
     {Opaque("a", "b"): 1}, {torch.ones(2): 1}, {"error": {}}],
)  # fmt: skip
def test_anything_else_is_a_bad_answer(plain):
    assert as_answer(plain).lost is Status.BAD_ANSWER


FORGED = [
    None, 0, "?", ..., [], {}, [1, 2, 3, 4, 5], [1, 2], [None, [], {}], [None, [1], {"a": 1}],
    torch.zeros(1).expand(2**40), torch.zeros(3, 2), [1, torch.zeros(2)], [1, [1.0]],
    [1, [torch.zeros(1), torch.zeros(1)]], {"outputs": []},
    {"outputs": [], "parameters": [1], "buffers": [], "input_grads": []},
    {"outputs": [], "parameters": [], "buffers": [["a", 1]], "input_grads": []},
    {"outputs": 1, "parameters": [], "buffers": [], "input_grads": []},
]  # fmt: skip


@pytest.mark.parametrize("value", FORGED, ids=repr)
@pytest.mark.parametrize(
    "question",
    [
        lambda f: f.after(T([1.0])),
        lambda f: f.grad(T([1.0]), T([1.0])),
        lambda f: f.module(T([1.0])),
    ],
    ids=["after", "grad", "module"],
)
def test_an_answer_of_another_form_than_the_verb_has_is_a_bad_answer(value, question):
    with pytest.raises(LostError) as lost:
        question(StudentFunction("f", lambda _: Answer(value=value)))
    assert lost.value.status is Status.BAD_ANSWER
