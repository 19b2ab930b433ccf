"""Expected values computed once: a judge runs the same examples for one submission after another.

For specs and ready-made checks. Imports nothing of ours.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import torch

KEPT = 2048
"""Results kept of each function; the examples of a search for a smaller failure push out others."""

Result = TypeVar("Result")


def remembered(function: Callable[..., Result]) -> Callable[..., Result]:
    """``function``, computed once for equal arguments: tensors, numbers, names, and lists of them.

    Tensors are equal in dtype, shape, device and every value; their strides may differ. All callers
    share one result, so nobody may change it.
    """

    @functools.lru_cache(maxsize=KEPT)
    def computed(given: _Arguments) -> Result:
        return function(*given.args, **given.kwargs)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Result:
        return computed(_Arguments(args, kwargs))

    return call


class _Arguments:
    """Arguments that are equal when all their values are."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.args = args
        self.kwargs = kwargs
        self._values = _frozen((args, kwargs))

    def __hash__(self) -> int:
        return hash(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Arguments) and self._values == other._values


def _frozen(value: Any) -> Any:
    """Something hashable that differs where ``value`` does, in type too: 1, 1.0 and True differ."""
    if isinstance(value, torch.Tensor):
        raw = None if value.is_meta else value.numpy(force=True).tobytes()
        return value.dtype, value.shape, value.device, raw
    if isinstance(value, list | tuple):
        return type(value), *map(_frozen, value)
    if isinstance(value, dict):
        return dict, *((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, float):
        return float, value.hex()  # -0.0 is not 0.0, and NaN is NaN
    return type(value), value
