"""Pooling shrinks an image: each window becomes its largest value, or its mean.

output size = floor((size + 2 * padding - kernel_size) / stride) + 1, in ceil mode ceil
"""

import torch
from torch import Tensor


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
) -> int:
    """Length of a pooling's output along one axis, as torch's pooling layers.

    - floor((size + 2 * padding - kernel_size) / stride) + 1, in exact integers: right for numbers
      beyond the precision of a float, too.
    - stride: None means `kernel_size`.
    - ceil_mode: round up instead, so that the last window may reach past the end. It must start
      inside the input or its left padding: one that would start further right is left out.
    - Returns an int, at least 1.
    - ValueError for padding larger than half the kernel, and when the kernel does not fit into the
      padded input, which is where the formula gives less than 1.
    """
    if stride is None:
        stride = kernel_size
    if 2 * padding > kernel_size:
        raise ValueError(f"padding {padding} is more than half of the kernel {kernel_size}")
    room = size + 2 * padding - kernel_size
    if ceil_mode:
        n = -(-room // stride) + 1  # minus twice to round up
        if (n - 1) * stride >= size + padding:
            n = n - 1  # the last window would only see padding
    else:
        n = room // stride + 1
    if n < 1:
        raise ValueError("the kernel does not fit into the input")
    return n


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """The largest value in each window, as torch.nn.functional.max_pool2d.

    - x: (N, C, H, W), float32 or float64, any strides; values may be -inf.
    - kernel_size, stride, padding: an int for both axes, or a pair (rows, columns). A stride of
      None means `kernel_size`. The padding is -inf, never 0, on both sides of the axis.
    - Returns (N, C, H', W') with the sizes that pool_output_size gives, and the dtype and device
      of `x`.
    - ValueError for padding larger than half the kernel on either axis.
    - `x` is left unchanged, and gradients flow back to it: to the largest value of each window.

    Not allowed: torch's pooling, as functions or modules. Unfold is allowed.
    """
    return windows(x, kernel_size, stride, padding, float("-inf")).amax(dim=(4, 5))


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window, as torch.nn.functional.avg_pool2d.

    - x: (N, C, H, W), float32 or float64, any strides.
    - kernel_size, stride, padding: an int for both axes, or a pair (rows, columns). A stride of
      None means `kernel_size`. The padding is zeros, on both sides of the axis.
    - count_include_pad: True divides by the size of the kernel, False by the number of the
      window's cells that lie in the image.
    - Returns (N, C, H', W') with the sizes that pool_output_size gives, and the dtype and device
      of `x`.
    - ValueError for padding larger than half the kernel on either axis.
    - `x` is left unchanged, and gradients flow back to it.

    Not allowed: torch's pooling, as functions or modules. Unfold is allowed.
    """
    sums = windows(x, kernel_size, stride, padding, 0.0).sum(dim=(4, 5))
    if count_include_pad:
        kh, kw = as_pair(kernel_size)
        return sums / (kh * kw)
    # the same windows over an image of ones tell me how many real pixels there are
    counts = windows(torch.ones_like(x), kernel_size, stride, padding, 0.0).sum(dim=(4, 5))
    return sums / counts


def as_pair(value: int | tuple[int, int]) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    return value


def windows(x, kernel_size, stride, padding, fill):
    """(N, C, H', W', kh, kw)"""
    kh, kw = as_pair(kernel_size)
    sh, sw = as_pair(kernel_size if stride is None else stride)
    ph, pw = as_pair(padding)
    pool_output_size(x.shape[2], kh, sh, ph)  # only to complain about wrong sizes
    pool_output_size(x.shape[3], kw, sw, pw)
    padded = torch.nn.functional.pad(x, (pw, pw, ph, ph), value=fill)
    return padded.unfold(2, kh, sh).unfold(3, kw, sw)
