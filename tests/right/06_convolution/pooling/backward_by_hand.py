# autograd.Functions of their own: the maximum's index is kept, means are folded back
import math

import torch
import torch.nn.functional as F


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    if kernel_size - 2 * padding < 0:
        raise ValueError("padding")
    ends = size + 2 * padding - kernel_size
    if ends < 0:
        raise ValueError("kernel_size")
    last = ends - ends % stride
    if ceil_mode and last < ends and last + stride - padding < size:
        last += stride
    return last // stride + 1


def _pairs(kernel_size, stride, padding):
    kernel, step, border = (
        value if isinstance(value, tuple) or value is None else (value, value)
        for value in (kernel_size, stride, padding)
    )
    if border[0] > kernel[0] // 2 or border[1] > kernel[1] // 2:
        raise ValueError("padding")
    return kernel, step or kernel, border


class Max(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kernel, step, border):
        padded = F.pad(x, (border[1], border[1], border[0], border[0]), value=-math.inf)
        columns = F.unfold(padded, kernel, stride=step).unflatten(1, (x.shape[1], -1))
        values, index = columns.max(2)
        ctx.save_for_backward(index)
        ctx.shapes = columns.shape, padded.shape[2:], kernel, step, border
        return values.unflatten(2, (pool_output_size(x.shape[2], kernel[0], step[0], border[0]), -1))

    @staticmethod
    def backward(ctx, grad):
        (index,) = ctx.saved_tensors
        shape, size, kernel, step, (ph, pw) = ctx.shapes
        columns = grad.new_zeros(shape).scatter(2, index.unsqueeze(2), grad.flatten(2).unsqueeze(2))
        folded = F.fold(columns.flatten(1, 2), size, kernel, stride=step)
        return folded[:, :, ph : size[0] - ph, pw : size[1] - pw], None, None, None


class Sum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kernel, step, border):
        ctx.shapes = x.shape[2:], kernel, step, border
        columns = F.unfold(x, kernel, stride=step, padding=border).unflatten(1, (x.shape[1], -1))
        return columns.sum(2).unflatten(2, (pool_output_size(x.shape[2], kernel[0], step[0], border[0]), -1))

    @staticmethod
    def backward(ctx, grad):
        size, kernel, step, border = ctx.shapes
        columns = grad.flatten(2).repeat_interleave(kernel[0] * kernel[1], dim=1)
        return F.fold(columns, size, kernel, stride=step, padding=border), None, None, None


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return Max.apply(x, *_pairs(kernel_size, stride, padding))


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    kernel, step, border = _pairs(kernel_size, stride, padding)
    total = Sum.apply(x, kernel, step, border)
    if count_include_pad:
        return total / math.prod(kernel)
    return total / Sum.apply(torch.ones_like(x), kernel, step, border)
