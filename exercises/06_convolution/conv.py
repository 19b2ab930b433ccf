"""A convolution slides a kernel over an image and takes a weighted sum at each place.

corr2d(x, k)[i, j] = sum_{a,b} x[i + a, j + b] * k[a, b]
output size = floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
"""

from torch import Tensor


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Length of a convolution's output along one axis.

    - floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1, in exact
      integers: right for numbers beyond the precision of a float, too.
    - Returns an int, at least 1.
    - ValueError when size, kernel_size, stride or dilation is below 1, when padding is below 0,
      and when the dilated kernel is longer than the padded input.
    """
    raise NotImplementedError("conv_output_size")


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    """Cross-correlation of one image with one kernel, only where the kernel fits in whole.

    - x: (H, W); kernel: (kh, kw), not larger than `x`; both float32 or both float64, any strides.
    - The kernel is not flipped.
    - Returns (H - kh + 1, W - kw + 1), with the dtype and device of `x`.
    - Arguments are left unchanged, and gradients flow back to both.

    Not allowed: torch's convolutions, as functions or modules. Unfold is allowed.
    """
    raise NotImplementedError("corr2d")


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Convolution layer over a batch of images, as torch.nn.functional.conv2d.

    - x: (N, Cin, H, W); weight: (Cout, Cin, kh, kw); bias: (Cout,) or None; all float32 or all
      float64, any strides. The kernel fits into the padded image.
    - stride, padding: an int for both axes, or a pair (rows, columns). The padding is zeros, on
      both sides of the axis.
    - Each output channel is the sum of the cross-correlations of all input channels with their
      kernels, plus the bias of that channel.
    - Returns (N, Cout, H', W') with the sizes that conv_output_size gives, and the dtype and
      device of `x`.
    - Arguments are left unchanged, and gradients flow back to x, weight and bias.

    Not allowed: torch's convolutions, as functions or modules. Unfold is allowed.
    """
    raise NotImplementedError("conv2d")


def conv1x1(x: Tensor, weight: Tensor) -> Tensor:
    """Convolution with a 1x1 kernel, written as a matrix product over the channels.

    - x: (N, Cin, H, W); weight: (Cout, Cin); both float32 or both float64, any strides.
    - Returns (N, Cout, H, W), with the dtype and device of `x`.
    - Arguments are left unchanged, and gradients flow back to both.

    Not allowed: torch's convolutions, as functions or modules.
    """
    raise NotImplementedError("conv1x1")
