"""What a file can set for the whole process, put back before the next file is executed.

A worker answers for one exercise after another: who turns warnings into errors in one of them
loses nothing in another. Imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import decimal
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy
import torch


@contextlib.contextmanager
def as_found() -> Iterator[None]:
    """Whatever is set meanwhile ends with it."""
    before, modules = _flags(), sys.modules
    with warnings.catch_warnings(), numpy.errstate(), decimal.localcontext():
        try:
            yield
        finally:
            sys.modules = modules
            torch.set_flush_denormal(False)
            for (put_back, *found), (_, *left) in zip(before, _flags(), strict=True):
                if found != left:  # some take longer to set than a file takes to execute
                    put_back(*found)


def _flags() -> list[tuple[Any, ...]]:
    """Setters, each with what to give it for things to be as they are now."""
    return [
        (sys.setrecursionlimit, sys.getrecursionlimit()),
        (torch.set_float32_matmul_precision, torch.get_float32_matmul_precision()),
        (
            _set_deterministic,
            torch.are_deterministic_algorithms_enabled(),
            torch.is_deterministic_algorithms_warn_only_enabled(),
        ),
        (
            torch.autograd.set_detect_anomaly,
            torch.is_anomaly_enabled(),
            torch.is_anomaly_check_nan_enabled(),
        ),
    ]


def _set_deterministic(mode: bool, warn_only: bool) -> None:
    torch.use_deterministic_algorithms(mode, warn_only=warn_only)
