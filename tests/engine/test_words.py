"""What is printed can be pasted: it evaluates to the same call, and harms no terminal."""

import math
import struct
import textwrap
import time

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import words
from grader.inputs import LAYOUTS, laid_out
from grader.sandbox.wire import Opaque
from grader.subject import StudentError

NAMESPACE = {"torch": torch}
exec("from torch import *", NAMESPACE)

DTYPES = [
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32,
    torch.uint8, torch.bool, torch.complex64, torch.complex128,
]  # fmt: skip


FLOATS = st.floats() | st.sampled_from([0.0, -0.0, math.inf, -math.inf, math.nan, 0.1, 1e30])


def pasted(text, **more):
    return eval(text, {**NAMESPACE, **more})


def same(found, sent):
    assert (found.dtype, found.shape, found.device) == (sent.dtype, sent.shape, sent.device)
    if sent.numel():
        wide = [d for d in range(sent.dim()) if sent.shape[d] > 1]  # others have no stride to see
        assert [found.stride(d) for d in wide] == [sent.stride(d) for d in wide]
    else:
        assert found.stride() == sent.stride()
    if sent.device.type == "meta":
        return
    assert torch.equal(found.isnan(), sent.isnan())
    assert torch.equal(found[~found.isnan()], sent[~sent.isnan()])
    if sent.dtype.is_floating_point:
        number = ~sent.isnan()
        assert torch.equal(found[number].signbit(), sent[number].signbit())


@st.composite
def small_tensors(draw, layouts=LAYOUTS):
    """Up to SMALL elements of any bits, in every layout, and some that no layout names."""
    dtype = draw(st.sampled_from(DTYPES))
    shape = draw(st.lists(st.integers(0, 4), max_size=4).filter(lambda s: math.prod(s) <= 40))
    size = math.prod(shape)
    if dtype.is_complex:
        numbers = draw(st.lists(st.integers(1, 99), min_size=size, max_size=size))
        x = (torch.tensor(numbers).to(dtype) * (0.1 + 1j)).reshape(shape)
    elif dtype.is_floating_point:
        numbers = draw(st.lists(FLOATS, min_size=size, max_size=size))
        x = torch.tensor(numbers, dtype=torch.float64).to(dtype).reshape(shape)
    else:
        x = torch.tensor(draw(st.lists(st.integers(0, 200), min_size=size, max_size=size)))
        x = x.reshape(shape).to(dtype)
    x = laid_out(x, draw(st.sampled_from(layouts)))
    order = draw(st.permutations(range(x.dim())))
    return x.permute(order) if draw(st.booleans()) else x


@settings(deadline=None, max_examples=400)
@given(small_tensors())
def test_a_small_tensor_can_be_pasted(x):
    same(pasted(words.tensor(x)), x)


@settings(deadline=None)
@given(small_tensors(), small_tensors())
def test_a_call_can_be_pasted(x, y):
    request = {"verb": "call", "name": "f", "args": [x, 2], "kwargs": {"k": [y], "dim": -1}}
    args, kwargs = pasted(words.call(request), f=lambda *args, **kwargs: (args, kwargs))
    same(args[0], x)
    same(kwargs["k"][0], y)
    assert (args[1], kwargs["dim"]) == (2, -1)


ODD = {
    "permuted and expanded": torch.arange(6.0).reshape(2, 3).T[None].expand(2, 3, 2),
    "every other of the expanded": torch.arange(8.0).reshape(2, 4)[:, None, ::2].expand(2, 3, 2),
    "a diagonal": torch.arange(9.0).reshape(3, 3).diagonal(),
    "windows": torch.arange(5.0).unfold(0, 3, 1),
    "windows of the sliced": torch.arange(10.0)[::2].unfold(0, 3, 1),
    "a row of a column": torch.arange(12.0).reshape(3, 4)[:, 1:3],
    "empty and transposed": torch.zeros(2, 0, 3).transpose(0, 2),
    "meta and transposed": torch.zeros(2, 3, device="meta").T,
    "meta in float64": torch.zeros(2, 3, device="meta", dtype=torch.float64),
    "one of many": torch.arange(12.0).reshape(3, 4)[1:2, ::4],
    "0-d": torch.tensor(-0.0),
    "a leaf": torch.ones(2, requires_grad=True),
}


@pytest.mark.parametrize("name", ODD)
def test_any_strides_can_be_pasted(name):
    same(pasted(words.tensor(ODD[name])), ODD[name].detach())


@settings(deadline=None)
@given(st.floats(width=32))
def test_float32_is_printed_in_the_fewest_digits(number):
    x = torch.tensor(number, dtype=torch.float32)
    digits = words.tensor(x).removeprefix("tensor(").removesuffix(")")
    assert len(digits) <= len("-1.17549435e-38")
    found = struct.pack("f", float(digits))
    assert found == struct.pack("f", x.item()) or math.isnan(number)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (torch.tensor([[0.0, 1.5]]), "tensor([[0., 1.5]])"),
        (torch.tensor([0.1], dtype=torch.float64), "tensor([0.1], dtype=torch.float64)"),
        (torch.tensor([1, 2]), "tensor([1, 2])"),
        (torch.tensor(True), "tensor(True)"),
        (torch.tensor([1], dtype=torch.int32), "tensor([1], dtype=torch.int32)"),
        (torch.tensor([-0.0, math.nan, -math.inf]), "tensor([-0., nan, -inf])"),
        (torch.zeros(2, 2).T, "tensor([[0., 0.], [0., 0.]]).permute(1, 0)"),
        (torch.zeros(1, 2).expand(3, 2), "tensor([[0., 0.]]).expand(3, 2)"),
        (
            torch.zeros(4)[::2],
            "torch.empty_strided((2,), (2,)).copy_(tensor([0., 0.]))",
        ),
        (torch.zeros(0, 3), "torch.empty((0, 3))"),
        (torch.zeros(100, 100), "<tensor of shape (100, 100), float32>"),
        (torch.zeros(41, device="meta"), "torch.empty((41,), device='meta')"),
    ],
)
def test_texts_of_tensors(x, text):
    assert words.tensor(x) == text


def test_long_tensors_are_broken_into_rows():
    x = torch.linspace(-1, 1, 40).reshape(4, 10)
    text = words.call({"verb": "call", "name": "softmax", "args": [x], "kwargs": {"dim": 1}})
    lines = text.splitlines()
    assert len(lines) > 4
    assert max(map(len, lines)) <= 100
    assert pasted(text, softmax=lambda x, **_: x).tolist() == x.tolist()


def test_a_long_call_has_an_argument_a_line():
    request = {
        "verb": "call", "name": "f", "kwargs": {"alpha": 1.0},
        "args": [torch.arange(8.0).reshape(2, 4) + 0.125, torch.arange(8.0)],
    }  # fmt: skip
    lines = words.call(request).splitlines()
    assert lines[0] == "f("
    assert lines[-1] == ")"
    assert [line[:12] for line in lines[1:-1]] == ["    tensor([", "    tensor([", "    alpha=1."]


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (
            {"verb": "grad", "name": "f", "args": [1.0, 2.0], "kwargs": {}, "wrt": [0, "y"]},
            "f(1.0, 2.0)  # its gradient for argument 1, y",
        ),
        (
            {"verb": "module", "name": "Net", "init": [[3], {"bias": False}], "args": [1.0]},
            "Net(3, bias=False)(1.0)",
        ),
        (
            {"verb": "harness", "name": "steps", "args": [2], "kwargs": {"lr": 0.1}},
            "steps(student, 2, lr=0.1)  # from the harness",
        ),
    ],
)
def test_texts_of_calls(request_, text):
    assert words.call(request_) == text


def test_a_call_of_a_harness_names_its_file():
    request = {"verb": "harness", "name": "steps", "args": [2], "kwargs": {}}
    assert words.call(request, "sgd_harness.py") == "steps(student, 2)  # from sgd_harness.py"


@pytest.mark.parametrize(
    "thing",
    [None, True, 3, 0.1, math.inf, "a'b\n", b"\x00", (1,), (), [1, (2.0,)], {"a": (1,), 2: []},
     torch.float64, torch.device("cpu"), 10**40],
)  # fmt: skip
def test_plain_values_can_be_pasted(thing):
    assert pasted(words.value(thing)) == thing


def test_a_value_is_shown_without_its_layout():
    assert words.value(torch.zeros(2, 2).T) == "tensor([[0., 0.], [0., 0.]])"


def test_what_is_long_is_cut():
    assert len(words.value(list(range(10_000)))) < 1600
    request = {"verb": "call", "name": "f", "args": [list(range(10_000))], "kwargs": {}}
    assert len(words.call(request)) < 6100


def test_a_huge_expanded_value_costs_nothing():
    huge = torch.zeros(1).expand(2**40)
    assert words.value(huge) == f"<tensor of shape ({2**40},), float32>"


@pytest.mark.parametrize(
    "thing",
    [
        torch.empty(1, 1, device="meta").expand(2**31, 2**31),
        [torch.empty_strided((2**61,), (1,), device="meta")],
    ],
    ids=["expanded", "in a list"],
)
def test_what_cannot_be_shown_is_named(thing):
    assert "that cannot be shown: RuntimeError" in words.value(thing)


def test_a_key_is_shown_like_any_value():
    key = torch.zeros(()).expand([4] * 3)
    assert words.value({key: 1}) == f"{{<tensor of shape {(4,) * 3}, float32>: 1}}"


def test_numbers_between_those_of_a_tensor_are_not_looked_at():
    far = torch.zeros(2_000_001, dtype=torch.uint8).as_strided((2, 2), (1_000_000, 1_000_000))
    assert words.value([far]) == "[<tensor of shape (2, 2), uint8>]"


def test_a_message_is_cut_before_it_is_escaped():
    assert len(words.message("\x01" * 10**6)) < words.MESSAGE + 10


HARM = "a\x1b[2J\r\x00\x08\x9b1m\u202eb\u2028\ud800\x7f\n\tc"


def test_control_characters_are_escaped():
    text = words.safe(HARM)
    assert text == "a\\x1b[2J\\r\\x00\\x08\\x9b1m\\u202eb\\u2028\\ud800\\x7f\n\tc"
    text.encode()


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_no_text_of_a_students_commands_a_terminal(text):
    found = words.safe(text)
    assert all(char.isprintable() or char in "\n\t" for char in found)
    assert words.safe(found) == found


def test_plain_text_in_any_language_is_left_alone():
    assert words.safe("größer als 日本語 é ¯") == "größer als 日本語 é ¯"


def test_what_students_return_is_escaped():
    assert "\x1b" not in words.value(Opaque("Evil", "\x1b[2J"))
    assert "\x1b" not in words.value(["\x1b[2J", Opaque("Evil", "\x1b")])


def error(**change):
    return StudentError({
        "type": "ValueError", "bases": [], "message": "no", "frames": [], "own": False,
        "stub": False, **change,
    })  # fmt: skip


def test_an_error_names_the_students_lines_only():
    frames = [["s.py", 3, "<module>", "f(1)"], ["s.py", 9, "f", "raise ValueError('no')"]]
    assert words.student_error(error(frames=frames)) == textwrap.dedent("""\
        s.py, line 3
            f(1)
        s.py, line 9, in f
            raise ValueError('no')
        ValueError: no""")


def test_an_error_of_ours_is_a_sentence():
    assert words.student_error(error(own=True, message="Net is no module")) == "Net is no module"
    ours = error(type="grader.sandbox.verbs.MissingError", message="f is missing")
    assert words.student_error(ours) == "f is missing"


def test_an_error_without_a_message():
    assert words.student_error(error(message="")) == "ValueError"


def test_an_error_is_escaped():
    harmful = error(message=HARM, type=HARM, frames=[[HARM, 1, HARM, HARM]])
    text = words.student_error(harmful)
    assert "\x1b" not in text
    assert "\r" not in text


def test_a_long_list_is_read_no_further_than_it_is_shown():
    many = [None] * 200_000
    started = time.process_time()
    for long in ([many] * 60, tuple(many), dict.fromkeys(range(60), many)):
        assert words.value(long).endswith(" ...")
    assert time.process_time() - started < 1.0
