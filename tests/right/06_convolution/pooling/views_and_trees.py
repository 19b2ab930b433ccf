# as_strided windows of a copy; the maximum through argmax and gather, the mean through a weighted product
import math

import torch


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    if padding * 2 > kernel_size:
        raise ValueError(f"{padding=} is more than half of {kernel_size=}")
    slack = size + 2 * padding - kernel_size
    count = 1 + (math.floor(slack / stride) if abs(slack) < 2**50 else slack // stride)
    if ceil_mode and (count - 1) * stride != slack:
        count += 1
    if count < 1:
        raise ValueError("the kernel does not fit")
    while count > 1 and (count - 1) * stride - padding >= size:
        count -= 1
    return count


def _sides(value):
    return list(value) if isinstance(value, (tuple, list)) else [value] * 2


def _cut(x, kernel, stride, pad, fill):
    kernel, pad = _sides(kernel), _sides(pad)
    stride = kernel if stride is None else _sides(stride)
    if any(p > math.floor(k / 2) for p, k in zip(pad, kernel)):
        raise ValueError(f"padding {pad} is more than half of kernel {kernel}")
    n, c, h, w = x.shape
    hp, wp = h + 2 * pad[0], w + 2 * pad[1]
    wide = torch.full((n, c, hp, wp), fill, dtype=x.dtype, device=x.device)
    wide[..., pad[0] : pad[0] + h, pad[1] : pad[1] + w] = x
    oh, ow = (hp - kernel[0]) // stride[0] + 1, (wp - kernel[1]) // stride[1] + 1
    shape = (n, c, oh, ow, *kernel)
    steps = (c * hp * wp, hp * wp, stride[0] * wp, stride[1], wp, 1)
    return wide.as_strided(shape, steps).reshape(n, c, oh, ow, -1)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    cells = _cut(x, kernel_size, stride, padding, -math.inf)
    return torch.gather(cells, -1, cells.argmax(-1, keepdim=True)).squeeze(-1)


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    cells = _cut(x, kernel_size, stride, padding, 0.0)
    if count_include_pad:
        return cells @ torch.full((cells.shape[-1],), 1 / cells.shape[-1], dtype=x.dtype, device=x.device)
    present = _cut(torch.ones_like(x[:1, :1]), kernel_size, stride, padding, 0.0)
    return torch.einsum("...k->...", cells) / torch.count_nonzero(present, -1).to(x.dtype)
