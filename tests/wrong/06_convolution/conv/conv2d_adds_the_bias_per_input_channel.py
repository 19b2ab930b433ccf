# adds the bias once for each input channel | conv2d_by_hand, conv2d_adds_the_bias
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


def corr(x, k, stride):
    return (x.unfold(1, k.shape[0], stride[0]).unfold(2, k.shape[1], stride[1]) * k).sum((-2, -1))


def conv2d(x, weight, bias=None, stride=1, padding=0):
    stride = stride if isinstance(stride, tuple) else (stride, stride)
    padding = padding if isinstance(padding, tuple) else (padding, padding)
    x = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    maps = []
    for o in range(weight.shape[0]):
        total = 0
        for c in range(weight.shape[1]):
            total = total + corr(x[:, c], weight[o, c], stride)
            if bias is not None:
                total = total + bias[o]
        maps.append(total)
    return torch.stack(maps, dim=1)


def conv1x1(x, weight):
    return torch.einsum("nchw,oc->nohw", x, weight)
