# means from spectra of boxes; maxima by comparing cells one after the other, with torch.where
import torch


def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Windows start at 0, stride, ... up to a last place."""
    step = kernel_size if stride is None else stride
    if padding * 2 > kernel_size:
        raise ValueError(f"padding={padding}")
    last = size + 2 * padding - kernel_size
    if ceil_mode:
        last = min(last + step - 1, size + padding - 1)
    if last < 0:
        raise ValueError(f"kernel_size={kernel_size}")
    return last // step + 1


def _sizes(x, kernel_size, stride, padding):
    kernel, padding = _pair(kernel_size), _pair(padding)
    stride = kernel if stride is None else _pair(stride)
    counts = [pool_output_size(*axis) for axis in zip(x.shape[2:], kernel, stride, padding)]
    return kernel, stride, padding, counts


def _padded(x, padding, value):
    for axis, width in zip((2, 3), padding):
        shape = list(x.shape)
        shape[axis] = width
        border = x.new_full(shape, value)
        x = torch.cat((border, x, border), axis)
    return x


def max_pool2d(x, kernel_size, stride=None, padding=0):
    (kh, kw), (sh, sw), padding, (rows, columns) = _sizes(x, kernel_size, stride, padding)
    x = _padded(x, padding, float("-inf"))
    best = None
    for i in range(kh):
        for j in range(kw):
            cell = x[:, :, i : i + rows * sh : sh, j : j + columns * sw : sw]
            cell = cell[:, :, :rows, :columns]
            best = cell if best is None else torch.where(cell > best, cell, best)
    return best.clone()


def _sums(x, kernel_size, stride, padding):
    (kh, kw), (sh, sw), padding, (rows, columns) = _sizes(x, kernel_size, stride, padding)
    x = _padded(x, padding, 0.0)
    box = torch.zeros_like(x[0, 0])
    box[:kh, :kw] = 1
    spectrum = torch.fft.fft2(x) * torch.fft.fft2(box).conj()
    return torch.fft.ifft2(spectrum).real[:, :, ::sh, ::sw][:, :, :rows, :columns]


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    sums = _sums(x, kernel_size, stride, padding)
    if count_include_pad:
        kh, kw = _pair(kernel_size)
        return sums / (kh * kw)
    return sums / _sums(torch.ones_like(x), kernel_size, stride, padding).round()
