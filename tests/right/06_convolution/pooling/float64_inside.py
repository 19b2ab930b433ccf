# computes in float64 and rounds once; maxima by topk
import torch
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    if padding * 2 > kernel_size:
        raise ValueError("padding larger than half the kernel")
    numerator = size + 2 * padding - kernel_size
    if numerator < 0:
        raise ValueError("kernel larger than the padded input")
    if not ceil_mode:
        return 1 + numerator // stride
    last = -(-numerator // stride) * stride
    if last >= size + padding:
        last -= stride
    return last // stride + 1


def _windows(x, kernel_size, stride, padding, value):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size,) * 2
    ph, pw = padding if isinstance(padding, tuple) else (padding,) * 2
    if stride is None:
        stride = kh, kw
    sh, sw = stride if isinstance(stride, tuple) else (stride,) * 2
    if ph > kh // 2 or pw > kw // 2:
        raise ValueError("padding larger than half the kernel")
    return F.pad(x, (pw, pw, ph, ph), value=value).unfold(2, kh, sh).unfold(3, kw, sw)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    windows = _windows(x.double(), kernel_size, stride, padding, float("-inf"))
    return windows.reshape(*windows.shape[:4], -1).topk(1).values[..., 0].to(x.dtype)


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    wide = x.double()
    total = _windows(wide, kernel_size, stride, padding, 0.0).sum((-1, -2))
    ones = torch.ones_like(wide)
    cells = _windows(ones, kernel_size, stride, padding, float(count_include_pad)).sum((-1, -2))
    return (total / cells).to(x.dtype)
