import math

import torch


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    if padding > kernel_size // 2:
        raise ValueError("padding must be at most half of the kernel size")
    if size + 2 * padding < kernel_size and not ceil_mode:
        raise ValueError("the kernel does not fit")
    starts = size + 2 * padding - kernel_size
    if ceil_mode:
        count = (starts + stride - 1) // stride + 1
        if count < 1:
            raise ValueError("the kernel does not fit")
        if (count - 1) * stride >= size + padding:
            count -= 1
        return count
    return starts // stride + 1


def to_pair(value):
    return value if isinstance(value, tuple) else (value, value)


def windows_of(x, kernel_size, stride, padding, fill_value):
    """Yields (row, column, window)."""
    kernel_h, kernel_w = to_pair(kernel_size)
    stride_h, stride_w = to_pair(kernel_size if stride is None else stride)
    pad_h, pad_w = to_pair(padding)
    out_h = pool_output_size(x.shape[2], kernel_h, stride_h, pad_h)
    out_w = pool_output_size(x.shape[3], kernel_w, stride_w, pad_w)
    padded = torch.nn.functional.pad(x, (pad_w, pad_w, pad_h, pad_h), value=fill_value)
    for row in range(out_h):
        for column in range(out_w):
            top, left = row * stride_h, column * stride_w
            yield row, column, padded[:, :, top : top + kernel_h, left : left + kernel_w]


def empty_output(x, kernel_size, stride, padding):
    sizes = []
    for axis in (0, 1):
        kernel = to_pair(kernel_size)[axis]
        step = to_pair(kernel_size if stride is None else stride)[axis]
        sizes.append(pool_output_size(x.shape[2 + axis], kernel, step, to_pair(padding)[axis]))
    return x.new_empty(x.shape[0], x.shape[1], *sizes)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    output = empty_output(x, kernel_size, stride, padding)
    for row, column, window in windows_of(x, kernel_size, stride, padding, -math.inf):
        output[:, :, row, column] = window.amax(dim=(2, 3))
    return output


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    output = empty_output(x, kernel_size, stride, padding)
    for row, column, window in windows_of(x, kernel_size, stride, padding, 0.0):
        output[:, :, row, column] = window.mean(dim=(2, 3))
    if count_include_pad:
        return output
    # divide by the share of real pixels
    ones = torch.ones_like(x)
    return output / avg_pool2d(ones, kernel_size, stride, padding)
