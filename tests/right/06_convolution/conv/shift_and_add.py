# one product a cell of the kernel, of a shifted image, added up from the last cell to the first
import torch
from torch.nn import functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if not (size >= 1 and kernel_size >= 1 and stride >= 1 and padding >= 0 and dilation >= 1):
        raise ValueError("out of domain")
    quotient, _ = divmod(size + 2 * padding - dilation * (kernel_size - 1) - 1, stride)
    if quotient < 0:
        raise ValueError("no place for the kernel")
    return quotient + 1


def corr2d(x, kernel):
    (H, W), (kh, kw) = x.shape, kernel.shape
    total = None
    for a in reversed(range(kh)):
        for b in reversed(range(kw)):
            part = kernel[a, b] * x[a : H - kh + 1 + a, b : W - kw + 1 + b]
            total = part if total is None else total + part
    return total


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride,) * 2
    if isinstance(padding, int):
        padding = (padding,) * 2
    kh, kw = weight.shape[2], weight.shape[3]
    x = F.pad(x, [padding[1], padding[1], padding[0], padding[0]])
    rows = (x.shape[2] - kh) // stride[0] + 1
    columns = (x.shape[3] - kw) // stride[1] + 1
    total = 0.0
    for a in range(kh - 1, -1, -1):
        for b in range(kw - 1, -1, -1):
            shifted = x[:, :, a :: stride[0], b :: stride[1]][:, :, :rows, :columns]
            total = total + torch.einsum("nchw,oc->nohw", shifted, weight[:, :, a, b])
    if bias is not None:
        total = total + bias.reshape(1, -1, 1, 1)
    return total


def conv1x1(x, weight):
    total = 0
    for c in range(x.shape[1]):
        total = total + x[:, c].unsqueeze(1) * weight[:, c].reshape(1, -1, 1, 1)
    return total
