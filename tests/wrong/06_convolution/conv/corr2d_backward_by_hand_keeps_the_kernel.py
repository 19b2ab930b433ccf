# its own backward does not flip the kernel for the image's gradient | corr2d_has_the_right_gradient
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if min(size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("argument out of range")
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1


class _Corr2d(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kernel):
        ctx.save_for_backward(x, kernel)
        kh, kw = kernel.shape
        return (x.unfold(0, kh, 1).unfold(1, kw, 1) * kernel).sum((-2, -1))

    @staticmethod
    def backward(ctx, grad):
        x, kernel = ctx.saved_tensors
        kh, kw = kernel.shape
        gh, gw = grad.shape
        wide = F.pad(grad, (kw - 1, kw - 1, kh - 1, kh - 1))
        to_x = (wide.unfold(0, kh, 1).unfold(1, kw, 1) * kernel).sum((-2, -1))
        to_kernel = (x.unfold(0, gh, 1).unfold(1, gw, 1) * grad).sum((-2, -1))
        return to_x, to_kernel


def corr2d(x, kernel):
    return _Corr2d.apply(x, kernel)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    kh, kw = weight.shape[2:]
    xp = F.pad(x, (pw, pw, ph, ph))
    windows = xp.unfold(2, kh, sh).unfold(3, kw, sw)
    out = torch.einsum("nchwij,ocij->nohw", windows, weight)
    return out if bias is None else out + bias[None, :, None, None]


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
