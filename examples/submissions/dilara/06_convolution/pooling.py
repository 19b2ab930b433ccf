# Dilara Y. -- chapter 6
import torch.nn.functional as F
from torch import Tensor


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
) -> int:
    s = kernel_size if stride is None else stride
    if padding > kernel_size / 2:
        raise ValueError(f"{padding=} > {kernel_size=} / 2")
    last_start = size + 2 * padding - kernel_size
    whole, left_over = divmod(last_start, s)
    if ceil_mode and left_over > 0 and (whole + 1) * s < size + padding:
        whole += 1
    elif ceil_mode and left_over == 0 and whole * s >= size + padding:
        whole -= 1
    if whole < 0 or last_start < 0 and not ceil_mode:
        raise ValueError(f"a kernel of {kernel_size} does not fit")
    return whole + 1


def max_pool2d(x: Tensor, kernel_size, stride=None, padding=0) -> Tensor:
    return _patches(x, kernel_size, stride, padding, float("-inf")).amax(dim=-1)


def avg_pool2d(
    x: Tensor, kernel_size, stride=None, padding=0, count_include_pad: bool = True
) -> Tensor:
    patches = _patches(x, kernel_size, stride, padding, 0.0)
    if count_include_pad:
        return patches.mean(dim=-1)
    # weighted mean, weight 1 for pixels and 0 for padding
    w = _patches(x.new_ones(x.shape), kernel_size, stride, padding, 0.0)
    return patches.sum(dim=-1) / w.sum(dim=-1)


def _patches(x, kernel_size, stride, padding, fill):
    """(N, C, H', W', kh * kw)"""
    kh, kw = _two(kernel_size)
    sh, sw = _two(kernel_size if stride is None else stride)
    ph, pw = _two(padding)
    if 2 * ph > kh or 2 * pw > kw:
        raise ValueError(f"{padding=} is more than half of {kernel_size=}")
    x = F.pad(x, [pw, pw, ph, ph], value=fill)
    return x.unfold(2, kh, sh).unfold(3, kw, sw).flatten(start_dim=4)


def _two(n):
    return n if isinstance(n, tuple) else (n, n)
