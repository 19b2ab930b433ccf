# refuses a stride that is longer than the input | size_agrees_with_torch, size_in_ceil_mode
"""Pooling shrinks an image: each window becomes its largest value, or its mean."""

import torch.nn.functional as F
from torch import Tensor


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
) -> int:
    """Length of a pooling's output along one axis, as torch's pooling layers."""
    if stride is not None and stride > size:
        raise ValueError("stride too large")
    stride = kernel_size if stride is None else stride
    if padding > kernel_size // 2:
        raise ValueError(f"padding must be at most half of {kernel_size=}, got {padding}")

    slack = size + 2 * padding - kernel_size
    steps = -(-slack // stride) if ceil_mode else slack // stride
    if steps < 0:
        raise ValueError(f"{kernel_size=} does not fit into {size=} with {padding=}")
    if steps * stride >= size + padding:
        # Rounding up let the last window start in the right padding, where it holds no cell.
        steps -= 1
    return steps + 1


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """The largest value in each window, as torch.nn.functional.max_pool2d."""
    # A window that reaches into the padding also holds the border next to it, so repeating the
    # border finds the same maxima as -inf would; unlike -inf, it takes no gradient from a cell
    # that is itself -inf.
    return _windows(x, kernel_size, stride, padding, "replicate").flatten(-2).max(dim=-1).values


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window, as torch.nn.functional.avg_pool2d."""
    windows = _windows(x, kernel_size, stride, padding, "constant")
    if count_include_pad:
        return windows.mean(dim=(-2, -1))
    cells = _windows(x.new_ones(x.shape[-2:]), kernel_size, stride, padding, "constant")
    return windows.sum(dim=(-2, -1)) / cells.sum(dim=(-2, -1))


def _windows(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None,
    padding: int | tuple[int, int],
    mode: str,
) -> Tensor:
    """Every window of the padded images, (..., H', W', kh, kw); `mode` is that of F.pad."""
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    ph, pw = _pair(padding)
    height, width = x.shape[-2:]
    # Called for its checks: it refuses what torch's pooling refuses.
    pool_output_size(height, kh, sh, ph)
    pool_output_size(width, kw, sw, pw)
    # F.pad counts from the last axis backwards.
    return F.pad(x, (pw, pw, ph, ph), mode).unfold(-2, kh, sh).unfold(-2, kw, sw)


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """The same number for rows and columns, unless both are given."""
    return (value, value) if isinstance(value, int) else value
