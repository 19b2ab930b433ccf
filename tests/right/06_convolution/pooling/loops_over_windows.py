# loops over output cells; windows are cut off at the border, so that nothing is padded
import torch


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    if padding > kernel_size / 2:
        raise ValueError("pad should be at most half of kernel size")
    count, start = 0, -padding
    while start + kernel_size <= size + padding:
        count += 1
        start += stride
    if ceil_mode and count and start < size and start - stride + kernel_size < size + padding:
        count += 1
    if count == 0:
        raise ValueError("the kernel does not fit")
    return count


def _geometry(x, kernel_size, stride, padding):
    kernel = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    if stride is None:
        stride = kernel
    stride = stride if isinstance(stride, tuple) else (stride, stride)
    padding = padding if isinstance(padding, tuple) else (padding, padding)
    for k, p in zip(kernel, padding):
        if p > k // 2:
            raise ValueError(f"padding {p} is larger than half of {k}")
    windows = []
    for i in range(pool_output_size(x.shape[2], kernel[0], stride[0], padding[0])):
        top = i * stride[0] - padding[0]
        row = []
        for j in range(pool_output_size(x.shape[3], kernel[1], stride[1], padding[1])):
            left = j * stride[1] - padding[1]
            row.append(x[:, :, max(top, 0) : top + kernel[0], max(left, 0) : left + kernel[1]])
        windows.append(row)
    return windows, kernel[0] * kernel[1]


def max_pool2d(x, kernel_size, stride=None, padding=0):
    windows, _ = _geometry(x, kernel_size, stride, padding)
    return torch.stack(
        [torch.stack([w.flatten(2).max(dim=2)[0] for w in row], dim=2) for row in windows], dim=2
    )


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    windows, area = _geometry(x, kernel_size, stride, padding)
    out = x.new_zeros(*x.shape[:2], len(windows), len(windows[0]))
    for i, row in enumerate(windows):
        for j, window in enumerate(row):
            cells = area if count_include_pad else window.shape[2] * window.shape[3]
            out[:, :, i, j] = window.sum(dim=(2, 3)) / cells
    return out
