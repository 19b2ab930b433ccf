# means from an integral image; maxima from sorted windows
import torch
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    if padding > kernel_size // 2:
        raise ValueError(f"padding={padding}")
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError(f"kernel_size={kernel_size}")
    steps = (room + (stride - 1) * ceil_mode) // stride
    while steps * stride - padding >= size:
        steps -= 1
    return steps + 1


def _two(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def _check(kernel, padding):
    if any(p > k // 2 for k, p in zip(kernel, padding)):
        raise ValueError(f"padding={padding} is larger than half of {kernel}")


def max_pool2d(x, kernel_size, stride=None, padding=0):
    kernel, padding = _two(kernel_size), _two(padding)
    stride = kernel if stride is None else _two(stride)
    _check(kernel, padding)
    border = torch.full_like(x[:, :, :1, :1], -torch.inf)
    n, c, h, w = x.shape
    side = border.expand(n, c, h, padding[1])
    x = torch.cat([side, x, side], 3)
    strip = border.expand(n, c, padding[0], x.shape[3])
    x = torch.cat([strip, x, strip], 2)
    windows = x.unfold(2, kernel[0], stride[0]).unfold(3, kernel[1], stride[1])
    return windows.flatten(4).sort(dim=4).values[..., -1]


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    kernel, padding = _two(kernel_size), _two(padding)
    stride = kernel if stride is None else _two(stride)
    _check(kernel, padding)

    def sums(image):
        total = F.pad(image, (padding[1] + 1, padding[1], padding[0] + 1, padding[0]))
        total = total.cumsum(2).cumsum(3)
        (kh, kw), (sh, sw) = kernel, stride
        boxes = total[..., kh:, kw:] - total[..., :-kh, kw:] - total[..., kh:, :-kw] + total[..., :-kh, :-kw]
        return boxes[..., ::sh, ::sw]

    if count_include_pad:
        return sums(x) / (kernel[0] * kernel[1])
    return sums(x) / sums(torch.ones_like(x)).round()
