# an autograd.Function of its own, with the gradients written out
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """((size + 2p - d(k - 1) - 1) // s) + 1"""
    problems = [v for v in (size, kernel_size, stride, dilation, padding + 1) if v <= 0]
    span = 1 + dilation * (kernel_size - 1)
    if problems or span > size + 2 * padding:
        raise ValueError(f"no output for {size=} {kernel_size=} {stride=} {padding=} {dilation=}")
    return 1 + (size + 2 * padding - span) // stride


class Conv(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding):
        columns = F.unfold(x, weight.shape[2:], padding=padding, stride=stride)
        ctx.save_for_backward(columns, weight)
        ctx.size, ctx.stride, ctx.padding, ctx.biased = x.shape[2:], stride, padding, bias is not None
        out = torch.matmul(weight.flatten(1), columns)
        if bias is not None:
            out += bias[:, None]
        height = (x.shape[2] + 2 * padding[0] - weight.shape[2]) // stride[0] + 1
        return out.unflatten(2, (height, -1))

    @staticmethod
    def backward(ctx, grad):
        columns, weight = ctx.saved_tensors
        flat = grad.flatten(2)
        grad_x = F.fold(
            weight.flatten(1).T @ flat, ctx.size, weight.shape[2:], padding=ctx.padding, stride=ctx.stride
        )
        grad_weight = (flat @ columns.mT).sum(0).reshape(weight.shape)
        return grad_x, grad_weight, flat.sum((0, 2)) if ctx.biased else None, None, None


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if not isinstance(stride, tuple):
        stride = (stride, stride)
    if not isinstance(padding, tuple):
        padding = (padding, padding)
    return Conv.apply(x, weight, bias, stride, padding)


def corr2d(x, kernel):
    return conv2d(x[None, None], kernel[None, None])[0, 0]


def conv1x1(x, weight):
    return conv2d(x, weight[:, :, None, None])
