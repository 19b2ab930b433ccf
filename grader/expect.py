"""The words of a check: close, equal, raises. What they raise carries both sides.

For specs. Truth comes from a literal, a torch function or a law; ``close`` wants it in float64.
Imports nothing of ours but the tolerance policy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from grader.tolerance import tolerance, within


class MismatchError(AssertionError):
    """A returned value is not the expected one; ``returned`` and ``expected`` are shown."""

    def __init__(self, message: str, returned: Any = None, expected: Any = None) -> None:
        super().__init__(message)
        self.returned = returned
        self.expected = expected


class UnavailableError(Exception):
    """A check cannot be judged on this machine; its message says what is missing and what helps."""


def close(
    returned: Any,
    expected: torch.Tensor | float,
    *,
    dtype: torch.dtype | None = None,
    magnitude: torch.Tensor | float | None = None,
) -> None:
    """``returned`` is a tensor (or float) of the expected shape, dtype and values.

    ``expected`` is the truth, best in float64; ``dtype`` is the dtype that must come back, by
    default that of ``expected``. ``magnitude`` is the size of what was summed or subtracted on
    the way, where that is larger than the result. See ``grader.tolerance`` for the policy.
    """
    if isinstance(expected, int | float):
        _float_close(returned, float(expected), magnitude)
        return
    expected = expected.detach()
    dtype = dtype or expected.dtype
    shown = expected.to(dtype)
    if not isinstance(returned, torch.Tensor):
        raise MismatchError(f"expected a tensor, got {kind(returned)}", returned, shown)
    returned = returned.detach()
    _same(returned, shown)
    if not dtype.is_floating_point or returned.device.type == "meta":
        _equal_tensors(returned, shown)
        return
    if torch.equal(returned, shown):
        return  # most right answers are, to the last bit
    truth, found = expected.double(), returned.double()
    allowed = tolerance(truth, dtype, magnitude)
    right = within(found, truth, allowed)
    if bool(right.all()):
        return
    right |= found == truth
    right |= found.isnan() & truth.isnan()
    right |= found.isinf() & shown.isinf() & (found.sign() == shown.sign())
    if bool(right.all()):
        return
    least = float(allowed[~right].min())
    words = _torch_words(torch.where(right, shown, returned), shown, atol=least)
    raise MismatchError(words, returned, shown)


def equal(returned: Any, expected: Any) -> None:
    """``returned`` is exactly ``expected``: type, shape, dtype and every value."""
    if isinstance(expected, torch.Tensor):
        _equal_tensors(returned, expected.detach())
    elif type(returned) is not type(expected):
        raise MismatchError(f"expected {kind(expected)}, got {kind(returned)}", returned, expected)
    elif isinstance(expected, list | tuple):
        if len(returned) != len(expected):
            message = f"expected {len(expected)} entries, got {len(returned)}"
            raise MismatchError(message, returned, expected)
        for found, wanted in zip(returned, expected, strict=True):
            equal(found, wanted)
    elif isinstance(expected, dict):
        if returned.keys() != expected.keys():
            message = f"expected the keys {list(expected)}, got {list(returned)}"
            raise MismatchError(message, returned, expected)
        for key in expected:
            equal(returned[key], expected[key])
    elif returned != expected and not (_is_nan(returned) and _is_nan(expected)):
        raise MismatchError("the values differ", returned, expected)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _equal_tensors(returned: Any, expected: torch.Tensor) -> None:
    if not isinstance(returned, torch.Tensor):
        raise MismatchError(f"expected a tensor, got {kind(returned)}", returned, expected)
    returned = returned.detach()
    _same(returned, expected)
    if returned.device.type == "meta":
        return
    same = (returned == expected) | (returned.isnan() & expected.isnan())
    if not bool(same.all()):
        raise MismatchError(_torch_words(returned, expected, atol=0.0), returned, expected)


def alike(returned: Any, expected: Any) -> None:
    """``returned`` has the type of ``expected``; of a tensor, the shape, dtype and device."""
    if isinstance(expected, torch.Tensor):
        if not isinstance(returned, torch.Tensor):
            raise MismatchError(f"expected a tensor, got {kind(returned)}", returned)
        _same(returned.detach(), expected.detach())
    elif type(returned) is not type(expected):
        raise MismatchError(f"expected {kind(expected)}, got {kind(returned)}", returned)


def holds(condition: bool, message: str, returned: Any = None, expected: Any = None) -> None:
    """A law that has no single expected value; ``message`` says what was found."""
    if not condition:
        raise MismatchError(message, returned, expected)


def raises(error: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """The call raises ``error`` or a subclass of it.

    A stub that is not written yet raises too, and so do we where the function is missing; neither
    is the error that was asked for.
    """
    try:
        returned = function(*args, **kwargs)
    except Exception as raised:
        ours = getattr(raised, "own", False) or getattr(raised, "type", "").startswith("grader.")
        if ours or (getattr(raised, "not_attempted", False) and error is not NotImplementedError):
            raise
        if error.__name__ in getattr(raised, "bases", ()):
            return
        raise
    raise MismatchError(f"expected {error.__name__} to be raised, got a value", returned)


def kind(value: Any) -> str:
    """The type of ``value`` as it is read aloud, for example ``a float``."""
    if value is None:
        return "None (is a return statement missing?)"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    name = getattr(value, "type_name", None) or type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _same(returned: torch.Tensor, expected: torch.Tensor) -> None:
    """torch's own words for another shape, dtype or device."""
    if (returned.shape, returned.dtype, returned.device, returned.layout) == (
        expected.shape, expected.dtype, expected.device, expected.layout
    ):  # fmt: skip
        return
    try:
        torch.testing.assert_close(
            torch.empty_like(returned, device="meta"),
            torch.empty_like(expected, device="meta"),
            check_stride=False,
        )
    except AssertionError as error:
        raise MismatchError(str(error), returned, expected) from None
    if (returned.device.type == "meta") != (expected.device.type == "meta"):
        raise MismatchError(
            f"the result is on {returned.device}, expected {expected.device}", returned, expected
        )


def _torch_words(returned: torch.Tensor, expected: torch.Tensor, *, atol: float) -> str:
    try:
        torch.testing.assert_close(returned, expected, rtol=0.0, atol=atol, equal_nan=True)
    except AssertionError as error:
        return str(error)
    return "Tensor-likes are not close!"


def _float_close(returned: Any, expected: float, magnitude: torch.Tensor | float | None) -> None:
    if type(returned) is not float:
        raise MismatchError(f"expected a float, got {kind(returned)}", returned, expected)
    truth = torch.tensor(expected, dtype=torch.float64)
    allowed = float(tolerance(truth, torch.float32, magnitude))
    if not (within(returned, expected, allowed) or returned == expected):
        if _is_nan(returned) and _is_nan(expected):
            return
        difference = abs(returned - expected)
        raise MismatchError(
            f"Scalars are not close!\n\nExpected {expected} but got {returned}.\n"
            f"Absolute difference: {difference} (up to {allowed:.2g} allowed)",
            returned,
            expected,
        )
