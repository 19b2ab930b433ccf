"""Pooling shrinks an image: each window becomes its largest value, or its mean.

output size = floor((size + 2 * padding - kernel_size) / stride) + 1, in ceil mode ceil
"""

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
    - ValueError for padding larger than half the kernel, and where the formula gives less than 1,
      since the kernel does not fit.
    """
    raise NotImplementedError("pool_output_size")


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
    raise NotImplementedError("max_pool2d")


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
    raise NotImplementedError("avg_pool2d")
