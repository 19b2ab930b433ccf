# a pair of paddings is an error | conv2d_pads, conv2d_takes_all_options_together
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


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    x = F.pad(x, [padding] * 4)
    windows = x.unfold(2, weight.shape[2], stride[0]).unfold(3, weight.shape[3], stride[1])
    out = (windows.unsqueeze(1) * weight[:, :, None, None]).sum((2, 5, 6))
    return out if bias is None else out + bias[:, None, None]


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
