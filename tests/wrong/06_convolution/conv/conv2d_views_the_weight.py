# view on a weight that may be permuted | conv2d_takes_any_strides
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
    columns = F.unfold(x, weight.shape[2:], padding=padding, stride=stride)
    out = weight.view(weight.shape[0], -1) @ columns
    if bias is not None:
        out = out + bias[:, None]
    sh, ph = (v[0] if isinstance(v, tuple) else v for v in (stride, padding))
    return out.reshape(len(x), weight.shape[0], (x.shape[2] + 2 * ph - weight.shape[2]) // sh + 1, -1)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
