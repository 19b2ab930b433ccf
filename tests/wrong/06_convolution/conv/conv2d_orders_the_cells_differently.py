# unfold's columns have the channel first, the weight's rows have it last | conv2d_agrees_with_torch, conv2d_adds_the_bias
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
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    kh, kw = weight.shape[2:]
    columns = F.unfold(x, (kh, kw), padding=(ph, pw), stride=(sh, sw))
    out = weight.permute(0, 2, 3, 1).flatten(1) @ columns
    height = (x.shape[2] + 2 * ph - kh) // sh + 1
    out = out.reshape(x.shape[0], weight.shape[0], height, -1)
    return out if bias is None else out + bias[None, :, None, None]


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
