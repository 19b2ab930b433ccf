"""How far a right answer may lie from the truth: one policy, in one place.

A result computed in a dtype with machine epsilon e, by any order of operations, differs from the
exact one by a few e times the magnitudes that were summed or subtracted on the way (Higham,
Accuracy and Stability of Numerical Algorithms, chapters 3 and 4). So the tolerance is

    FACTOR * e * magnitude  +  the smallest normal number of the dtype

where ``magnitude`` is what the check states, or the expected value itself where nothing larger
cancelled. The truth is computed in float64. FACTOR leaves room for about a hundred roundings that
point the same way half of the time; float32 arithmetic in disguise is 10^8 times as far off in
float64.
"""

from __future__ import annotations

from typing import Any

import torch

FACTOR = 32.0


def tolerance(
    expected: torch.Tensor, dtype: torch.dtype, magnitude: torch.Tensor | float | None
) -> torch.Tensor:
    """The elementwise tolerance, float64, of the shape of ``expected`` (a float64 reference)."""
    info = torch.finfo(dtype)
    scale = expected.abs()
    if magnitude is not None:
        scale = torch.maximum(scale, torch.as_tensor(magnitude, dtype=torch.float64).abs())
    scale = scale.nan_to_num(nan=0.0, posinf=0.0, neginf=0.0)
    return FACTOR * info.eps * scale + info.smallest_normal


def within(found: Any, truth: Any, allowed: Any) -> Any:
    """Whether ``found`` lies no further from ``truth`` than ``allowed``; elementwise for tensors.

    Every comparison of a check goes through here, where tests can see how close it was.
    """
    return abs(found - truth) <= allowed
