# its own backward computes in float32, whatever came in | conv2d_has_the_right_gradient
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


class _Conv2d(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding):
        (sh, sw), (ph, pw) = stride, padding
        kh, kw = weight.shape[2:]
        windows = F.pad(x, (pw, pw, ph, ph)).unfold(2, kh, sh).unfold(3, kw, sw)
        ctx.save_for_backward(x, weight)
        ctx.options = stride, padding
        out = torch.einsum("nchwij,ocij->nohw", windows, weight)
        return out if bias is None else out + bias[None, :, None, None]

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        (sh, sw), (ph, pw) = ctx.options
        kh, kw = weight.shape[2:]
        xp = F.pad(x, (pw, pw, ph, ph))
        windows = xp.unfold(2, kh, sh).unfold(3, kw, sw)
        to_weight = torch.einsum("nchwij,nohw->ocij", windows, grad)
        to_x = torch.zeros_like(xp)
        for a in range(kh):
            for b in range(kw):
                place = to_x[:, :, a : a + sh * grad.shape[2] : sh, b : b + sw * grad.shape[3] : sw]
                place += torch.einsum("nohw,oc->nchw", grad, weight[:, :, a, b])
        to_x = to_x[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]].float().to(x.dtype)
        to_bias = grad.sum((0, 2, 3))
        return to_x, to_weight, to_bias, None, None


def conv2d(x, weight, bias=None, stride=1, padding=0):
    stride = stride if isinstance(stride, tuple) else (stride, stride)
    padding = padding if isinstance(padding, tuple) else (padding, padding)
    return _Conv2d.apply(x, weight, bias, stride, padding)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
