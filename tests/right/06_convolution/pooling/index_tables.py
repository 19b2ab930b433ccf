# gathers windows by index, clamped to the image, with a mask for the padding
import torch


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    """As torch's pooling_output_shape."""
    if kernel_size < 2 * padding:
        raise ValueError("padding must be at most half of the kernel size")
    s = kernel_size if stride is None else stride
    top = size + 2 * padding - kernel_size + (s - 1 if ceil_mode else 0)
    out = top // s + 1
    if out < 1:
        raise ValueError("kernel too large")
    return out - (1 if ceil_mode and (out - 1) * s >= size + padding else 0)


def _axis(size, k, s, p, device):
    if 2 * p > k:
        raise ValueError(f"padding {p} is more than half of kernel {k}")
    n = (size + 2 * p - k) // s + 1
    at = torch.arange(n, device=device).unsqueeze(1) * s - p + torch.arange(k, device=device)
    return at.clamp(0, size - 1), (at >= 0) & (at < size)


def _gather(x, kernel_size, stride, padding):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    stride = (kh, kw) if stride is None else stride
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    rows, row_inside = _axis(x.shape[2], kh, sh, ph, x.device)
    columns, column_inside = _axis(x.shape[3], kw, sw, pw, x.device)
    windows = x[:, :, rows[:, None, :, None], columns[None, :, None, :]]
    return windows.flatten(4), (row_inside[:, None, :, None] & column_inside[None, :, None, :]).flatten(2)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    windows, inside = _gather(x, kernel_size, stride, padding)
    windows = windows.masked_fill(~inside, float("-inf"))
    return windows.gather(-1, windows.argmax(-1, keepdim=True)).squeeze(-1)


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    windows, inside = _gather(x, kernel_size, stride, padding)
    total = torch.where(inside, windows, windows.new_zeros(())).sum(-1)
    return total / (inside.shape[-1] if count_include_pad else inside.sum(-1))
