# im2col one image at a time, batched products in chunks of output channels, results written in place
import torch
import torch.nn as nn


class _Geometry:
    def __init__(self, size, kernel, stride, pad):
        self.start = -pad
        self.count = (size + 2 * pad - kernel) // stride + 1
        self.stride = stride


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    names = dict(size=size, kernel_size=kernel_size, stride=stride, dilation=dilation)
    for name in names:
        if names[name] < 1:
            raise ValueError(f"{name}={names[name]} must be positive")
    if padding < 0:
        raise ValueError(f"padding={padding} must not be negative")
    total = size + padding + padding
    span = kernel_size + (kernel_size - 1) * (dilation - 1)
    if span > total:
        raise ValueError("kernel does not fit")
    return (total - span + stride) // stride


def corr2d(x, kernel):
    columns = nn.Unfold(tuple(kernel.shape))(x.reshape(1, 1, *x.shape))
    row = kernel.reshape(1, 1, -1)
    return torch.bmm(row, columns).reshape(
        x.size(0) - kernel.size(0) + 1, x.size(1) - kernel.size(1) + 1
    )


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if type(stride) is int:
        stride = stride, stride
    if type(padding) is int:
        padding = padding, padding
    g = [_Geometry(x.size(i + 2), weight.size(i + 2), stride[i], padding[i]) for i in (0, 1)]
    unfold = nn.Unfold(tuple(weight.shape[2:]), padding=padding, stride=stride)
    out = x.new_empty(x.size(0), weight.size(0), g[0].count * g[1].count)
    for i in range(x.size(0)):
        columns = unfold(x[i : i + 1])[0]
        for start in range(0, weight.size(0), 2):
            chunk = weight[start : start + 2].reshape(-1, columns.size(0))
            out[i, start : start + 2] = chunk @ columns
    if bias is not None:
        out += bias[:, None]
    return out.unflatten(2, (g[0].count, g[1].count))


def conv1x1(x, weight):
    n, c, h, w = x.size()
    matrix = weight.unsqueeze(0).expand(n, -1, -1)
    return torch.baddbmm(x.new_zeros(n, weight.size(0), h * w), matrix, x.reshape(n, c, h * w)).reshape(
        n, -1, h, w
    )
