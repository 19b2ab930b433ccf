# means are products with a banded matrix on either side; maxima are folded along rows and then columns, by recursion
import torch
from torch import Tensor


def pool_output_size(
    size: int, kernel_size: int, stride: int | None = None, padding: int = 0, ceil_mode: bool = False
) -> int:
    step = stride if stride is not None else kernel_size
    if padding > kernel_size / 2:
        raise ValueError("pad should be at most half of the kernel size")
    room = size + 2 * padding - kernel_size
    whole, rest = divmod(room, step)
    count = whole + 1
    if ceil_mode and rest > 0:
        if count * step < size + padding:
            count += 1
        elif whole < 0:
            count += 1
    if count < 1:
        raise ValueError("the kernel does not fit")
    return count


def _two(value):
    return (value, value) if isinstance(value, int) else value


def _check(kernel_size, padding):
    for kernel, pad in zip(_two(kernel_size), _two(padding), strict=True):
        if 2 * pad > kernel:
            raise ValueError(f"padding {pad} is more than half of {kernel}")


def _largest(parts: list[Tensor]) -> Tensor:
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return torch.maximum(_largest(parts[:half]), _largest(parts[half:]))


def _fold_max(x: Tensor, dim: int, kernel: int, stride: int, pad: int) -> Tensor:
    size = x.shape[dim]
    lowest = torch.full_like(x.narrow(dim, 0, 1), float("-inf"))
    wide = torch.cat([lowest] * pad + [x] + [lowest] * pad, dim)
    count = pool_output_size(size, kernel, stride, pad)
    reach = (count - 1) * stride + 1
    picks = [wide.narrow(dim, a, reach).unfold(dim, 1, stride).squeeze(-1) for a in range(kernel)]
    return _largest(picks)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    _check(kernel_size, padding)
    kernels, pads = _two(kernel_size), _two(padding)
    strides = kernels if stride is None else _two(stride)
    for dim in (3, 2):
        x = _fold_max(x, dim, kernels[dim - 2], strides[dim - 2], pads[dim - 2])
    return x


def _band(size, kernel, stride, pad, like, count_include_pad):
    count = pool_output_size(size, kernel, stride, pad)
    starts = torch.arange(count, device=like.device)[:, None] * stride - pad
    cells = torch.arange(size, device=like.device)[None, :]
    inside = ((cells >= starts) & (cells < starts + kernel)).to(like.dtype)
    return inside / (kernel if count_include_pad else inside.sum(1, keepdim=True))


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    _check(kernel_size, padding)
    kernels, pads = _two(kernel_size), _two(padding)
    strides = kernels if stride is None else _two(stride)
    left, right = (
        _band(x.shape[d + 2], kernels[d], strides[d], pads[d], x, count_include_pad) for d in (0, 1)
    )
    return left @ x @ right.T
