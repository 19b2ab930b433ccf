# pools the columns of the image first, then its rows
import torch


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    if padding > kernel_size - padding:
        raise ValueError("too much padding")
    starts = range(-padding, size + padding - kernel_size + 1, stride)
    count = len(starts)
    if count == 0:
        raise ValueError("the kernel does not fit")
    if ceil_mode:
        following = -padding + count * stride
        covered = following - stride + kernel_size >= size + padding
        count += int(following < size and not covered)
    return count


def _along(x, dim, k, s, p, reduce):
    size = x.shape[dim]
    pieces = []
    for i in range(pool_output_size(size, k, s, p)):
        start = i * s - p
        low, high = max(start, 0), min(start + k, size)
        pieces.append(reduce(x.narrow(dim, low, high - low), dim, k))
    return torch.stack(pieces, dim)


def _pool(x, kernel_size, stride, padding, reduce):
    as_pair = lambda v: v if isinstance(v, tuple) else (v, v)
    kernel, padding = as_pair(kernel_size), as_pair(padding)
    stride = kernel if stride is None else as_pair(stride)
    for dim in (3, 2):
        x = _along(x, dim, kernel[dim - 2], stride[dim - 2], padding[dim - 2], reduce)
    return x


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return _pool(x, kernel_size, stride, padding, lambda t, dim, k: t.amax(dim))


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    if count_include_pad:
        return _pool(x, kernel_size, stride, padding, lambda t, dim, k: t.sum(dim) / k)
    return _pool(x, kernel_size, stride, padding, lambda t, dim, k: t.mean(dim))
