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

import numpy
import torch


@contextlib.contextmanager
def as_found() -> Iterator[None]:
    """Whatever is set meanwhile ends with it."""
    depth = sys.getrecursionlimit()
    precision = torch.get_float32_matmul_precision()
    deterministic = torch.are_deterministic_algorithms_enabled()
    warns_only = torch.is_deterministic_algorithms_warn_only_enabled()
    anomalies, of_nan = torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()
    with warnings.catch_warnings(), numpy.errstate(), decimal.localcontext():
        try:
            yield
        finally:
            sys.setrecursionlimit(depth)
            torch.set_float32_matmul_precision(precision)
            torch.use_deterministic_algorithms(deterministic, warn_only=warns_only)
            torch.autograd.set_detect_anomaly(anomalies, of_nan)
            torch.set_flush_denormal(False)
