# F.unfold of an image padded beforehand, one column a window
import torch
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    step = stride or kernel_size
    if 2 * padding > kernel_size:
        raise ValueError(f"{padding=} is too large for {kernel_size=}")
    room = size + 2 * padding - kernel_size
    if room < 0:
        raise ValueError("kernel does not fit")
    whole, rest = divmod(room, step)
    if ceil_mode and rest and (whole + 1) * step < size + padding:
        whole += 1
    return whole + 1


def _columns(x, kernel_size, stride, padding, fill):
    def pair(v):
        return (v, v) if isinstance(v, int) else tuple(v)

    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    if ph * 2 > kh or pw * 2 > kw:
        raise ValueError("padding should be at most half of the kernel")
    n, c, h, w = x.shape
    x = F.pad(x, (pw, pw, ph, ph), value=fill)
    columns = F.unfold(x, (kh, kw), stride=(sh, sw))
    return columns.reshape(
        n, c, kh * kw, pool_output_size(h, kh, sh, ph), pool_output_size(w, kw, sw, pw)
    )


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return _columns(x, kernel_size, stride, padding, float("-inf")).max(dim=2).values


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    if count_include_pad:
        return _columns(x, kernel_size, stride, padding, 0).mean(dim=2)
    windows = _columns(x, kernel_size, stride, padding, float("nan"))
    return windows.nanmean(dim=2)
