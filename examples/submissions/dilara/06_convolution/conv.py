# Dilara Y. -- chapter 6
import torch
import torch.nn.functional as F
from torch import Tensor


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    if any(n < 1 for n in (size, kernel_size, stride, dilation)):
        raise ValueError("sizes, strides and dilations are positive")
    if padding < 0:
        raise ValueError("padding is not negative")
    last_start = (size + 2 * padding) - (dilation * (kernel_size - 1) + 1)
    if last_start < 0:
        raise ValueError(f"kernel of {kernel_size} does not fit in {size} + 2 * {padding}")
    return last_start // stride + 1


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    kh, kw = kernel.shape
    H, W = x.shape[0] - kh + 1, x.shape[1] - kw + 1
    # (H, W, kh, kw) patches times (kh, kw)
    patches = torch.stack([x[i : i + H, j : j + W] for i in range(kh) for j in range(kw)], dim=-1)
    return patches @ kernel.reshape(-1)


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    (sh, sw), (ph, pw) = _two(stride), _two(padding)
    kh, kw = weight.shape[-2:]
    x = F.pad(x, [pw, pw, ph, ph])
    patches = x.unfold(2, kh, sh).unfold(3, kw, sw)  # (N, Cin, H', W', kh, kw)
    y = torch.tensordot(patches, weight, dims=([1, 4, 5], [1, 2, 3]))  # (N, H', W', Cout)
    if bias is not None:
        y = y + bias
    return y.permute(0, 3, 1, 2)


def conv1x1(x: Tensor, weight: Tensor) -> Tensor:
    # a linear layer on every pixel
    return F.linear(x.permute(0, 2, 3, 1), weight).permute(0, 3, 1, 2)


def _two(n):
    return n if isinstance(n, tuple) else (n, n)
