# refuses 0 but takes negative numbers | size_refuses_what_is_out_of_domain
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if not all([size, kernel_size, stride, dilation]):
        raise ValueError("zero is not allowed")
    out = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    if out <= 0:
        raise ValueError("output would be empty")
    return out


def corr2d(x, kernel):
    kh, kw = kernel.shape
    return (x.unfold(0, kh, 1).unfold(1, kw, 1) * kernel).sum((-2, -1))


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    kh, kw = weight.shape[2:]
    windows = F.pad(x, (pw, pw, ph, ph)).unfold(2, kh, sh).unfold(3, kw, sw)
    out = torch.einsum("nchwij,ocij->nohw", windows, weight)
    return out if bias is None else out + bias.reshape(-1, 1, 1)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
