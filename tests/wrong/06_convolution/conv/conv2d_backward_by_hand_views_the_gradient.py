# its own backward takes the gradient that comes in for contiguous | conv2d_has_the_right_gradient, conv2d_has_each_gradient_alone
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if min(size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("argument out of range")
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1


def corr2d(x, kernel):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, 1).unfold(1, kw, 1) * kernel).sum((-2, -1))


class _AddBias(torch.autograd.Function):
    @staticmethod
    def forward(ctx, sums, bias):
        return sums + bias[:, None, None]

    @staticmethod
    def backward(ctx, g):
        return g, g.view(len(g), g.shape[1], -1).sum((0, 2))


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    columns = F.unfold(x, weight.shape[2:], padding=(ph, pw), stride=(sh, sw))
    out = weight.flatten(1) @ columns
    out = out.reshape(len(x), len(weight), (x.shape[2] + 2 * ph - weight.shape[2]) // sh + 1, -1)
    return out if bias is None else _AddBias.apply(out, bias)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
