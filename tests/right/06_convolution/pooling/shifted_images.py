# one shifted image a cell of the window, kept as a running maximum or sum
import torch
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    if padding not in range(kernel_size // 2 + 1):
        raise ValueError("padding")
    extra = stride - 1 if ceil_mode else 0
    out = (size + 2 * padding - kernel_size + extra) // stride + 1
    if ceil_mode and (out - 1) * stride >= size + padding:
        out -= 1
    if out <= 0:
        raise ValueError("output size is too small")
    return out


def _shifts(x, kernel_size, stride, padding, fill):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    stride = (kh, kw) if stride is None else stride
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    h = pool_output_size(x.shape[2], kh, sh, ph)
    w = pool_output_size(x.shape[3], kw, sw, pw)
    x = F.pad(x, (pw, pw, ph, ph), value=fill)
    for a in range(kh):
        for b in range(kw):
            yield x[:, :, a : a + (h - 1) * sh + 1 : sh, b : b + (w - 1) * sw + 1 : sw]


def max_pool2d(x, kernel_size, stride=None, padding=0):
    shifts = _shifts(x, kernel_size, stride, padding, -float("inf"))
    best = next(shifts)
    for cells in shifts:
        best = torch.maximum(best, cells)
    return best


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    shifts = list(_shifts(x, kernel_size, stride, padding, 0.0))
    if count_include_pad:
        return sum(shifts) / len(shifts)
    return sum(shifts) / sum(_shifts(torch.ones_like(x), kernel_size, stride, padding, 0.0))
