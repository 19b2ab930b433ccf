# its own backward spreads gradients as if the stride were 1 | conv2d_has_the_right_gradient
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


class _Conv(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding):
        (sh, sw), (ph, pw) = stride, padding
        kh, kw = weight.shape[2:]
        columns = F.unfold(x, (kh, kw), padding=padding, stride=stride)
        ctx.save_for_backward(columns, weight)
        ctx.geometry = x.shape, padding
        h = (x.shape[2] + 2 * ph - kh) // sh + 1
        out = weight.reshape(len(weight), -1) @ columns
        return out.reshape(len(x), len(weight), h, -1) + bias[:, None, None]

    @staticmethod
    def backward(ctx, g):
        columns, weight = ctx.saved_tensors
        (_, _, h, w), (ph, pw) = ctx.geometry
        kh, kw = weight.shape[2:]
        grad_weight = torch.einsum("nol,nkl->ok", g.flatten(2), columns).reshape(weight.shape)
        full = torch.zeros(len(g), g.shape[1], h + 2 * ph - kh + 1, w + 2 * pw - kw + 1, dtype=g.dtype)
        full[:, :, :g.shape[2], :g.shape[3]] = g
        back = torch.einsum("ok,nol->nkl", weight.reshape(len(weight), -1), full.flatten(2))
        grad_x = F.fold(back, (h, w), (kh, kw), padding=(ph, pw))
        return grad_x, grad_weight, g.sum((0, 2, 3)), None, None


def conv2d(x, weight, bias=None, stride=1, padding=0):
    stride = stride if isinstance(stride, tuple) else (stride, stride)
    padding = padding if isinstance(padding, tuple) else (padding, padding)
    if bias is None:
        bias = x.new_zeros(len(weight))
    return _Conv.apply(x, weight, bias, stride, padding)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
