import torch as th
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if padding > kernel_size // 2:
        raise ValueError("padding > kernel_size / 2")
    if stride is None:
        stride = kernel_size
    total = size + 2 * padding - kernel_size
    n = total // stride
    if ceil_mode and n * stride < total:
        n += 1
    if n < 0:
        raise ValueError("kernel too large")
    if ceil_mode and n * stride >= size + padding:
        n -= 1
    return n + 1


def two(a):
    return (a, a) if isinstance(a, int) else a


def pool(f, x, kernel_size, stride, padding, value):
    h, w = two(kernel_size)
    sh, sw = two(kernel_size if stride is None else stride)
    ph, pw = two(padding)
    rows = pool_output_size(x.shape[2], h, sh, ph)
    cols = pool_output_size(x.shape[3], w, sw, pw)
    x = F.pad(x, (pw, pw, ph, ph), value=value)
    out = []
    for i in range(rows):
        for j in range(cols):
            out.append(f(x[:, :, i * sh : i * sh + h, j * sw : j * sw + w]))
    return th.stack(out, dim=2).reshape(x.shape[0], x.shape[1], rows, cols)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return pool(lambda a: a.amax((2, 3)), x, kernel_size, stride, padding, -th.inf)


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    s = pool(lambda a: a.sum((2, 3)), x, kernel_size, stride, padding, 0)
    if count_include_pad:
        h, w = two(kernel_size)
        return s / (h * w)
    n = pool(lambda a: a.sum((2, 3)), th.ones_like(x), kernel_size, stride, padding, 0)
    return s / n
