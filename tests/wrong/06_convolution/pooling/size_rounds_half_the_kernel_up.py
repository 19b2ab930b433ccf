# padding of half an odd kernel, rounded up, is taken | size_refuses_too_much_padding
import torch
import torch.nn.functional as F


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _windows(x, kernel_size, stride, padding, value):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    if 2 * ph > kh or 2 * pw > kw:
        raise ValueError("padding is more than half the kernel")
    x = F.pad(x, (pw, pw, ph, ph), value=value)
    return x.unfold(2, kh, sh).unfold(3, kw, sw)


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    if padding > (kernel_size + 1) // 2:
        raise ValueError("too much padding")
    if size + 2 * padding < kernel_size:
        raise ValueError("the kernel does not fit")
    room = size + 2 * padding - kernel_size
    if ceil_mode:
        room += stride - 1
    out = room // stride + 1
    if ceil_mode and (out - 1) * stride >= size + padding:
        out -= 1
    return out


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return _windows(x, kernel_size, stride, padding, float("-inf")).amax((-2, -1))


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    mean = _windows(x, kernel_size, stride, padding, 0.0).mean((-2, -1))
    if count_include_pad:
        return mean
    return mean / _windows(torch.ones_like(x), kernel_size, stride, padding, 0.0).mean((-2, -1))
