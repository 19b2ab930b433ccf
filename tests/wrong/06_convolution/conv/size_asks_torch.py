# the size of what torch's convolution returns | sizes_by_hand, size_agrees_with_torch
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if min(size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("bad argument")
    x, k = torch.empty(1, 1, size, device="meta"), torch.empty(1, 1, kernel_size, device="meta")
    try:
        return F.conv1d(x, k, None, stride, padding, dilation).shape[2]
    except RuntimeError as error:
        raise ValueError(str(error)) from None


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
