import torch
from torch import Tensor


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    if padding * 2 > kernel_size:
        raise ValueError("padding too large")
    end = size + 2 * padding
    n = (end - kernel_size) // stride + 1
    if ceil_mode and (end - kernel_size) % stride != 0:
        n += 1
    if n < 1:
        raise ValueError("kernel too large")
    if ceil_mode and (n - 1) * stride >= size + padding:
        n -= 1
    return n


def pair(a):
    if isinstance(a, int):
        return (a, a)
    return a


def check(kernel_size, stride, padding):
    kernel_size = pair(kernel_size)
    padding = pair(padding)
    if stride is None:
        stride = kernel_size
    stride = pair(stride)
    for k, p in zip(kernel_size, padding):
        if 2 * p > k:
            raise ValueError("padding too large")
    return kernel_size, stride, padding


def max_pool2d(x, kernel_size, stride=None, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = check(kernel_size, stride, padding)
    N, C, H, W = x.shape
    Hout = pool_output_size(H, kh, sh, ph)
    Wout = pool_output_size(W, kw, sw, pw)
    out = torch.zeros((N, C, Hout, Wout), dtype=x.dtype, device=x.device)
    for i in range(Hout):
        for j in range(Wout):
            # no padding needed, just cut the window at the border
            top, left = i * sh - ph, j * sw - pw
            window = x[:, :, max(top, 0):top + kh, max(left, 0):left + kw]
            out[:, :, i, j] = window.amax(dim=(2, 3))
    return out


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    (kh, kw), (sh, sw), (ph, pw) = check(kernel_size, stride, padding)
    N, C, H, W = x.shape
    Hout = pool_output_size(H, kh, sh, ph)
    Wout = pool_output_size(W, kw, sw, pw)
    out = torch.zeros((N, C, Hout, Wout), dtype=x.dtype, device=x.device)
    for i in range(Hout):
        for j in range(Wout):
            top, left = i * sh - ph, j * sw - pw
            window = x[:, :, max(top, 0):top + kh, max(left, 0):left + kw]
            total = window.sum(dim=(2, 3))
            if count_include_pad:
                out[:, :, i, j] = total / (kh * kw)
            else:
                out[:, :, i, j] = total / (window.shape[2] * window.shape[3])
    return out
