"""Ready-made checks of what every function owes: dtype, strides, gradients, arguments left alone.

For specs, one line each: ``exercise.add(keeps_dtype("softmax", torch.softmax, logits=..., ...))``.
The givens of such a check are the function's arguments: those without a default go by position,
in the order in which they are given; those named in ``by_keyword`` go by keyword. A given whose
name begins with an underscore is no argument; later givens may depend on it. ``also`` lists
examples by hand, each with the same arguments; ``examples`` are drawn besides.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from hypothesis import strategies as st

from grader.expect import MismatchError, alike, close, equal
from grader.inputs import DTYPES, LAYOUTS, cotangent, laid_out
from grader.memo import remembered
from grader.spec import EXAMPLES, Check, make_check
from grader.subject import StudentError

Reference = Callable[..., torch.Tensor]

_scales = st.integers(64, 128).map(lambda n: n / 64)


def agrees(
    student: Any,
    reference: Reference,
    *args: Any,
    magnitude: Reference | None = None,
    **kwargs: Any,
) -> None:
    """The student's function and ``reference`` give the same for these arguments.

    The reference is given them in float64; ``magnitude``, as in ``close``, is a function of them.
    """
    close(student(*args, **kwargs), **_truth(reference, magnitude)(args, kwargs))


def every_duty(
    function: str,
    reference: Reference,
    *,
    on_meta: Mapping[str, Any],
    magnitude: Reference | None = None,
    also: Sequence[Mapping[str, Any]] = (),
    examples: int = 2,
    **givens: Any,
) -> list[Check]:
    """The four checks below that no function escapes, one point each, the plainest hint first.

    ``also`` are examples by hand; they are given in float64 and in every layout, too. ``givens``
    may depend on ``dtype`` and ``layout``; ``examples`` are drawn for each check. ``on_meta`` has
    the ``also`` of the last check, and small givens in place of others.
    """
    usual = {"dtype": [torch.float32], "layout": ["contiguous"], **givens}
    other_layouts = [layout for layout in LAYOUTS if layout != "contiguous"]
    all_digits = [_changed(case, lambda x: x.double() * math.pi) for case in also]
    laid = [
        _changed(case, functools.partial(laid_out, layout=layout))
        for case in also
        for layout in other_layouts
    ]
    return [
        leaves_arguments_alone(function, reference, also=also, examples=examples, **usual),
        keeps_dtype(function, reference, magnitude=magnitude, also=all_digits, examples=examples,
                    **{**usual, "dtype": DTYPES}),
        takes_any_strides(function, reference, magnitude=magnitude, also=laid, examples=examples,
                          **{**usual, "layout": other_layouts}),
        chooses_no_device(function, reference, **{**usual, **on_meta}),
    ]  # fmt: skip


def leaves_arguments_alone(
    function: str,
    reference: Callable[..., Any],
    *,
    points: float = 1,
    examples: int = EXAMPLES,
    like: Callable[[Any, Any], None] = alike,
    by_keyword: Sequence[str] = (),
    also: Sequence[Mapping[str, Any]] = (),
    **givens: Any,
) -> Check:
    """After a call every tensor among the arguments holds what it held, and so do earlier results.

    The result is ``like`` that of ``reference``: what does nothing leaves everything as it was,
    and is worth no point. ``alike`` compares the kind of the result, ``close`` its values, too.
    """
    truth = remembered(reference)

    def body(student: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        returned, after, after_named = student.after(*args, **kwargs)
        like(returned, truth(*args, **kwargs))
        _unchanged(dict(enumerate(args)), dict(enumerate(after)))
        _unchanged(kwargs, after_named)

    return _ready(
        f"{function}_leaves_its_arguments_alone", function, "leaves its arguments as they were",
        body, by_keyword, givens, also=tuple(also), points=points, examples=examples,
        hint="An operation in place (x -= ..., x.add_, x[...] = ..., requires_grad_) changes the "
        "caller's tensor; make a new one, in every call. If the result itself is wrong here, mend "
        "that first.",
    )  # fmt: skip


def keeps_dtype(
    function: str,
    reference: Reference,
    *,
    points: float = 1,
    examples: int = EXAMPLES,
    magnitude: Reference | None = None,
    hint: str = "A tensor made with torch.zeros or torch.tensor is float32 unless you pass "
    "dtype=x.dtype; .float() rounds a float64, and an epsilon shows in one.",
    by_keyword: Sequence[str] = (),
    also: Sequence[Mapping[str, Any]] = (),
    **givens: Any,
) -> Check:
    """float32 in, float32 out; float64 in, float64 out, with float64's accuracy.

    Givens that depend on ``dtype`` receive each of ``DTYPES``.
    """
    return _ready(
        f"{function}_keeps_the_dtype", function,
        "answers in the dtype of its input, float64 with all its digits",
        _agreement(reference, magnitude), by_keyword, {"dtype": list(DTYPES), **givens},
        also=tuple(also), points=points, examples=examples, hint=hint,
    )  # fmt: skip


def takes_any_strides(
    function: str,
    reference: Reference,
    *,
    points: float = 1,
    examples: int = EXAMPLES,
    magnitude: Reference | None = None,
    by_keyword: Sequence[str] = (),
    also: Sequence[Mapping[str, Any]] = (),
    **givens: Any,
) -> Check:
    """Transposed, expanded and sliced tensors serve like contiguous ones, and beside these.

    Givens that depend on ``layout`` receive each of ``LAYOUTS``.
    """
    agreement = _agreement(reference, magnitude)

    def body(student: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        for some, named in _mixed(args, kwargs):
            agreement(student, some, named)

    return _ready(
        f"{function}_takes_any_strides", function,
        "takes transposed, expanded and sliced tensors",
        body, by_keyword, {"layout": list(LAYOUTS), **givens},
        also=tuple(also), points=points, examples=examples,
        hint="Not every tensor is contiguous: use reshape instead of view, and do not write into "
        "an argument: in an expanded one, several elements are one place in memory.",
    )  # fmt: skip


def has_gradient(
    function: str,
    reference: Reference,
    *,
    wrt: Sequence[int | str] = (0,),
    points: float = 2,
    examples: int = EXAMPLES,
    magnitude: float = 0.0,
    hint: str = "Keep to tensor operations from the input to the result: .detach(), .item(), "
    ".data, NumPy and torch.tensor(...) cut the graph.",
    by_keyword: Sequence[str] = (),
    also: Sequence[Mapping[str, Any]] = (),
    **givens: Any,
) -> Check:
    """The gradients for the arguments ``wrt`` are those of ``reference``, for any cotangent.

    An argument that is None in an example has none there. A gradient is a sum in which
    the cotangent may cancel, so its rounding is in proportion to the largest gradient and the
    largest cotangent; ``magnitude`` is how much larger its summands are.
    """

    def body(student: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        given_for = {key: args[key] if isinstance(key, int) else kwargs[key] for key in wrt}
        keys = [key for key, given in given_for.items() if given is not None]
        _right_gradients(student, reference, args, kwargs, keys, magnitude)

    return _ready(
        f"{function}_has_the_right_gradient", function,
        "lets gradients flow back to its input, with the right values",
        body, by_keyword, givens, also=tuple(also), points=points, examples=examples, hint=hint,
    )  # fmt: skip


def has_each_gradient_alone(
    function: str,
    reference: Reference,
    *,
    wrt: Sequence[Sequence[int]],
    cases: Sequence[Mapping[str, Any]],
    points: float = 1,
    magnitude: float = 0.0,
    hint: str,
) -> Check:
    """The gradients for some arguments are right where the others need none, for each of ``wrt``.

    In training, images need none; where layers are frozen, their weights do not. ``cases`` are
    the examples, each with all arguments in their order; their tensors are multiplied by a number
    that is drawn. ``magnitude`` is that of ``has_gradient``.
    """

    def run(case: Mapping[str, Any], needed: Sequence[int], scale: float, **student: Any) -> None:
        scaled = _changed(case, lambda tensor: scale * tensor)
        _right_gradients(student[function], reference, [*scaled.values()], {}, needed, magnitude)

    givens = {"case": list(cases), "needed": list(wrt), "scale": _scales}
    return make_check(
        run, functions=(function,), givens=givens, examples=1,
        name=f"{function}_has_each_gradient_alone", takes=(function,), points=points, hint=hint,
        doc="has the right gradient for one input where the others need none",
    )  # fmt: skip


def chooses_no_device(
    function: str,
    reference: Reference,
    *,
    points: float = 1,
    examples: int = 1,
    like: Callable[[Any, Any], None] = alike,
    by_keyword: Sequence[str] = (),
    also: Sequence[Mapping[str, Any]] = (),
    **givens: Any,
) -> Check:
    """On torch's meta device, which holds shapes only, the result is there too.

    A function that needs values cannot run there; that never counts against the student. Where
    there are values the result is ``like`` that of ``reference``, as in ``leaves_arguments_alone``.
    Operations take long there, and the place of a tensor hardly depends on its size: give small
    ones, but of as many dimensions as any, since torch lets some operators mix devices.
    """
    reference = remembered(reference)

    def body(student: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        shapes = [_meta(arg) for arg in args]
        named = {name: _meta(arg) for name, arg in kwargs.items()}
        # Where there are values it works there: a result on meta alone is worth no point.
        like(student(*args, **kwargs), reference(*args, **kwargs))
        try:
            returned = student(*shapes, **named)
        except StudentError as error:
            if not asks_for_values(error):
                raise
        else:
            alike(returned, reference(*shapes, **named))

    return _ready(
        f"{function}_chooses_no_device", function, "works on the device of its input", body,
        by_keyword, givens, also=tuple(also), points=points, examples=examples,
        hint="A tensor made with torch.zeros or torch.arange is on the CPU unless you pass "
        "device=x.device.",
    )  # fmt: skip


def asks_for_values(error: StudentError) -> bool:
    """Whether code failed since it needs values, which the meta device has not: never a mistake."""
    message = error.message.lower()
    mixed = ("same device", "expected device", "cross-device", "the result is on")
    asks = "meta" in message or "tensor.__format__" in message  # f"{loss:.3f}" names no device
    return asks and not any(words in message for words in mixed)


@remembered
def reference_gradients(
    reference: Reference, args: Sequence[Any], kwargs: Mapping[str, Any], wrt: Sequence[int | str]
) -> tuple[list[torch.Tensor], torch.Tensor, torch.dtype]:
    """The gradients of ``reference`` in float64, the cotangent used, and the arguments' dtype."""
    wide, wide_named, dtype = _widened(args, kwargs)
    inputs = [wide[k] if isinstance(k, int) else wide_named[k] for k in wrt]
    for tensor in inputs:
        tensor.requires_grad_()
    value = reference(*wide, **wide_named)
    upstream = laid_out(cotangent(value.shape, dtype), "permuted")  # as a later .T gives it
    if not value.requires_grad:
        return [torch.zeros_like(tensor) for tensor in inputs], upstream, dtype
    total = (value * upstream.double()).sum()  # given as a cotangent, torch would import sympy
    grads = torch.autograd.grad(total, inputs, allow_unused=True)
    filled = [
        torch.zeros_like(tensor) if grad is None else grad
        for tensor, grad in zip(inputs, grads, strict=True)
    ]
    return filled, upstream, dtype


def _right_gradients(
    student: Any,
    reference: Reference,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    keys: Sequence[int | str],
    magnitude: float,
) -> None:
    truth, upstream, dtype = reference_gradients(reference, args, kwargs, keys)
    found = student.grad(upstream.to(dtype), *args, wrt=keys, **kwargs)
    for key, grad, expected in zip(keys, found, truth, strict=True):
        given = args[key] if isinstance(key, int) else kwargs[key]
        if grad is None:
            if bool((expected == 0).all()):
                continue
            raise MismatchError(
                f"no gradient reaches {_argument(key)}", None, expected.to(given.dtype)
            )
        size = (_largest(expected) + _largest(upstream)) * (1.0 + magnitude)
        close(grad, expected, dtype=given.dtype, magnitude=size)


def _unchanged(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> None:
    for key, value in before.items():
        if isinstance(value, torch.Tensor):
            try:
                equal(after[key], value)
            except MismatchError as mismatch:
                raise MismatchError(
                    f"the call changed {_argument(key)}: "
                    "below, what it holds afterwards and what it held before",
                    mismatch.returned,
                    mismatch.expected,
                ) from None


def _agreement(reference: Reference, magnitude: Reference | None) -> Callable[..., None]:
    def body(student: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        agrees(student, reference, *args, magnitude=magnitude, **kwargs)

    return body


@functools.cache
def _truth(reference: Reference, magnitude: Reference | None) -> Callable[..., dict[str, Any]]:
    @remembered
    def truth(args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        wide, wide_named, dtype = _widened(args, kwargs)
        size = magnitude(*wide, **wide_named) if magnitude else None
        return {"expected": reference(*wide, **wide_named), "dtype": dtype, "magnitude": size}

    return truth


def _mixed(args: list[Any], kwargs: dict[str, Any]) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """The arguments as they are; then the first tensor contiguous, then all others instead.

    Only where it makes a difference: where both are strided.
    """
    yield args, kwargs
    named = [*enumerate(args), *kwargs.items()]
    tensors = {key: x for key, x in named if isinstance(x, torch.Tensor)}
    sides = [*tensors][:1], [*tensors][1:]
    if all(any(not tensors[key].is_contiguous() for key in side) for side in sides):
        for side in sides:
            yield (
                [x.contiguous() if key in side else x for key, x in enumerate(args)],
                {key: x.contiguous() if key in side else x for key, x in kwargs.items()},
            )


def _changed(
    case: Mapping[str, Any], change: Callable[[torch.Tensor], torch.Tensor]
) -> dict[str, Any]:
    """The example with another version of each of its floating-point tensors."""
    return {name: change(value) if _is_float(value) else value for name, value in case.items()}


def _ready(
    name: str,
    function: str,
    doc: str,
    body: Callable[[Any, list[Any], dict[str, Any]], None],
    by_keyword: Sequence[str],
    givens: Mapping[str, Any],
    **options: Any,
) -> Check:
    helpers = {"dtype", "layout"}

    def run(**values: Any) -> None:
        student = values.pop(function)
        named = {key: values.pop(key) for key in by_keyword if key in values}
        positional = [
            value for key, value in values.items() if key not in helpers and not key.startswith("_")
        ]
        body(student, positional, named)

    return make_check(
        run, functions=(function,), givens=givens, name=name, doc=doc, takes=(function,), **options
    )


def _meta(value: Any) -> Any:
    return value.to("meta") if isinstance(value, torch.Tensor) else value


def _widened(
    args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any], torch.dtype]:
    """The arguments in float64, and the dtype that they had."""
    dtype = next(x.dtype for x in [*args, *kwargs.values()] if _is_float(x))
    named = {name: _double(arg) for name, arg in kwargs.items()}
    return [_double(arg) for arg in args], named, dtype


def _double(value: Any) -> Any:
    return value.detach().double() if _is_float(value) else value


def _largest(tensor: torch.Tensor) -> float:
    return float(tensor.abs().max()) if tensor.numel() else 0.0


def _is_float(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_floating_point()


def _argument(key: int | str) -> str:
    return f"argument {key + 1}" if isinstance(key, int) else key
