"""A convolution slides a kernel over an image and takes a weighted sum at each place.

corr2d(x, k)[i, j] = sum_{a,b} x[i + a, j + b] * k[a, b]
output size = floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
"""

import torch
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
    if size < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError("size, kernel_size, stride and dilation must be at least 1")
    if padding < 0:
        raise ValueError("padding must not be negative")
    # how far the kernel can travel
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    """Cross-correlation of one image with one kernel, only where the kernel fits in whole.

    - x: (H, W); kernel: (kh, kw), not larger than `x`; both float32 or both float64, any strides.
    - The kernel is not flipped.
    - Returns (H - kh + 1, W - kw + 1), with the dtype and device of `x`.
    - Arguments are left unchanged, and gradients flow back to both.

    Not allowed: torch's convolutions, as functions or modules. Unfold is allowed.
    """
    kh, kw = kernel.shape
    rows = x.shape[0] - kh + 1
    cols = x.shape[1] - kw + 1
    # Instead of walking over the image I walk over the kernel: every kernel cell multiplies a
    # shifted copy of the whole image.
    result = 0
    for a in range(kh):
        for b in range(kw):
            result = result + kernel[a, b] * x[a : a + rows, b : b + cols]
    return result


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
    sh, sw = as_pair(stride)
    ph, pw = as_pair(padding)
    kh, kw = weight.shape[2], weight.shape[3]
    out_h = conv_output_size(x.shape[2], kh, sh, ph)
    out_w = conv_output_size(x.shape[3], kw, sw, pw)

    padded = torch.nn.functional.pad(x, (pw, pw, ph, ph))
    result = 0
    for a in range(kh):
        for b in range(kw):
            # all the pixels that kernel cell (a, b) sees, (N, Cin, out_h, out_w)
            seen = padded[:, :, a : a + sh * (out_h - 1) + 1 : sh, b : b + sw * (out_w - 1) + 1 : sw]
            result = result + torch.einsum("nihw,oi->nohw", seen, weight[:, :, a, b])
    if bias is not None:
        result = result + bias.reshape(1, -1, 1, 1)
    return result


def conv1x1(x: Tensor, weight: Tensor) -> Tensor:
    """Convolution with a 1x1 kernel, written as a matrix product over the channels.

    - x: (N, Cin, H, W); weight: (Cout, Cin); both float32 or both float64, any strides.
    - Returns (N, Cout, H, W), with the dtype and device of `x`.
    - Arguments are left unchanged, and gradients flow back to both.

    Not allowed: torch's convolutions, as functions or modules.
    """
    n, c, h, w = x.shape
    flat = x.reshape(n, c, h * w)
    return torch.matmul(weight, flat).reshape(n, weight.shape[0], h, w)


def as_pair(value: int | tuple[int, int]) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    return value
