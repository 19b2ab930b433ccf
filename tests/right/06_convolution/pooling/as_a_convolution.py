# means are a depthwise convolution with a constant kernel; maxima by a tree of pairs
import torch
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    half = kernel_size // 2
    if padding > half:
        raise ValueError(f"{padding} > {half}")
    out = 0
    for position in (size + 2 * padding - kernel_size,):
        out = position // stride + 1
        if out < 1 and not (ceil_mode and position > -stride):
            raise ValueError("the kernel does not fit")
        if ceil_mode and position % stride:
            out += 1
    if (out - 1) * stride >= size + padding:
        out -= 1
    return out


def _sizes(kernel_size, stride, padding):
    kernel = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    stride = kernel if stride is None else (stride, stride) if isinstance(stride, int) else stride
    padding = (padding, padding) if isinstance(padding, int) else padding
    if padding[0] > kernel[0] // 2 or padding[1] > kernel[1] // 2:
        raise ValueError(f"{padding=} for {kernel=}")
    return kernel, stride, padding


def _largest(cells):
    if len(cells) == 1:
        return cells[0]
    middle = len(cells) // 2
    left, right = _largest(cells[:middle]), _largest(cells[middle:])
    return torch.where(left >= right, left, right)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = _sizes(kernel_size, stride, padding)
    x = F.pad(x, (pw, pw, ph, ph), value=float("-inf"))
    x = _largest(x.unfold(3, kw, sw).unbind(-1))
    return _largest(x.unfold(2, kh, sh).unbind(-1))


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    kernel, stride, padding = _sizes(kernel_size, stride, padding)
    channels = x.shape[1]
    ones = x.new_ones(channels, 1, *kernel)
    total = F.conv2d(x, ones, stride=stride, padding=padding, groups=channels)
    if count_include_pad:
        return total / (kernel[0] * kernel[1])
    inside = F.conv2d(torch.ones_like(x[:1]), ones, stride=stride, padding=padding, groups=channels)
    return total / inside
