# computes in float64 and rounds once, at the end
from fractions import Fraction
import math

import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if size < 1 or kernel_size < 1 or stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("out of domain")
    exact = Fraction(size + 2 * padding - dilation * (kernel_size - 1) - 1, stride) + 1
    if exact < 1:
        raise ValueError("does not fit")
    return math.floor(exact)


def corr2d(x, kernel):
    kh, kw = kernel.shape
    windows = x.double().unfold(0, kh, 1).unfold(1, kw, 1)
    return (windows * kernel.double()).sum((2, 3)).to(x.dtype)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    dtype = x.dtype
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    x, weight = x.to(torch.float64), weight.to(torch.float64)
    windows = F.pad(x, (pw, pw, ph, ph)).unfold(2, weight.shape[2], sh).unfold(3, weight.shape[3], sw)
    out = torch.einsum("nchwij,ocij->nohw", windows, weight)
    if bias is not None:
        out = out + bias.to(torch.float64).view(1, len(bias), 1, 1)
    return out.to(dtype)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x.double(), weight.double()).type(x.dtype)
