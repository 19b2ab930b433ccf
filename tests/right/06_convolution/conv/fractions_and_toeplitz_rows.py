# sizes by counting windows or exact fractions; convolutions as sums over rows, each a banded (Toeplitz) product
from fractions import Fraction

import torch
from torch import Tensor


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    for value, least in [(size, 1), (kernel_size, 1), (stride, 1), (padding, 0), (dilation, 1)]:
        if not value >= least:
            raise ValueError(value)
    steps = Fraction(size + 2 * padding - dilation * (kernel_size - 1) - 1, stride)
    if steps < 0:
        raise ValueError("no window fits")
    return steps.__floor__() + 1


def _band(row: Tensor, width: int) -> Tensor:
    """(..., kw) to (..., width, width - kw + 1): each column holds the row, one cell lower."""
    kw = row.shape[-1]
    columns = [
        torch.nn.functional.pad(row, (j, width - kw - j)) for j in range(width - kw + 1)
    ]
    return torch.stack(columns, dim=-1)


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    h, w = x.shape
    rows = h - kernel.shape[0] + 1
    parts = [x[a : a + rows] @ _band(kernel[a], w) for a in reversed(range(kernel.shape[0]))]
    return torch.stack(parts).sum(0)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = (p if isinstance(p, (tuple, list)) else (p, p) for p in (stride, padding))
    x = torch.nn.functional.pad(x, [pw, pw, ph, ph])
    rows = x.shape[2] - weight.shape[2] + 1
    total = 0
    for a in range(weight.shape[2]):
        bands = _band(weight[:, :, a], x.shape[3])[..., ::sw]
        total = total + torch.einsum("nchw,ocwv->nohv", x[:, :, a : a + rows : sh], bands)
    return total if bias is None else total + bias.reshape(-1, 1, 1)


def conv1x1(x, weight):
    return torch.tensordot(x, weight, dims=([1], [1])).permute(0, 3, 1, 2)
