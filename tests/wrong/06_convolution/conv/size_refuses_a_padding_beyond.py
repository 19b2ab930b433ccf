# refuses a padding that is larger than the input | size_agrees_with_torch
"""A convolution slides a kernel over an image and takes a weighted sum at each place."""

import torch
import torch.nn.functional as F
from torch import Tensor


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Length of a convolution's output along one axis."""
    if padding > 2 * size + kernel_size:
        raise ValueError("padding too large")
    for name, value, least in (
        ("size", size, 1),
        ("kernel_size", kernel_size, 1),
        ("stride", stride, 1),
        ("padding", padding, 0),
        ("dilation", dilation, 1),
    ):
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")

    padded = size + 2 * padding
    reach = dilation * (kernel_size - 1) + 1
    if reach > padded:
        raise ValueError(
            f"kernel_size={kernel_size} with dilation={dilation} spans {reach} cells, "
            f"more than the {padded} of size={size} with padding={padding}"
        )
    return (padded - reach) // stride + 1


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    """Cross-correlation of one image with one kernel, only where the kernel fits in whole."""
    kh, kw = kernel.shape
    windows = x.unfold(0, kh, 1).unfold(1, kw, 1)
    return torch.einsum("hwij,ij->hw", windows, kernel)


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    """Convolution layer over a batch of images, as torch.nn.functional.conv2d."""
    kh, kw = weight.shape[2:]
    sh, sw = _pair(stride)
    ph, pw = _pair(padding)
    # F.pad counts from the last axis backwards.
    windows = F.pad(x, (pw, pw, ph, ph)).unfold(2, kh, sh).unfold(3, kw, sw)
    output = torch.einsum("nchwij,ocij->nohw", windows, weight)
    return output if bias is None else output + bias[:, None, None]


def conv1x1(x: Tensor, weight: Tensor) -> Tensor:
    """Convolution with a 1x1 kernel, written as a matrix product over the channels."""
    return (x.movedim(1, -1) @ weight.T).movedim(-1, 1)


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """The same number for rows and columns, unless both are given."""
    return (value, value) if isinstance(value, int) else value
