import torch
from torch import Tensor


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if size < 1 or kernel_size < 1 or stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("argument out of range")
    # just count the places
    span = dilation * (kernel_size - 1) + 1
    end = size + 2 * padding
    if span > end:
        raise ValueError("does not fit")
    return len(range(0, end - span + 1, stride))


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    kh, kw = kernel.shape
    H = x.shape[0] - kh + 1
    W = x.shape[1] - kw + 1
    out = torch.zeros((H, W), dtype=x.dtype, device=x.device)
    for i in range(H):
        for j in range(W):
            out[i, j] = torch.sum(x[i:i + kh, j:j + kw] * kernel)
    return out


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if type(stride) == int:
        stride = (stride, stride)
    if type(padding) == int:
        padding = (padding, padding)
    N, Cin, H, W = x.shape
    Cout, _, kh, kw = weight.shape
    ph, pw = padding

    big = torch.zeros((N, Cin, H + 2 * ph, W + 2 * pw), dtype=x.dtype, device=x.device)
    big[:, :, ph:ph + H, pw:pw + W] = x

    Hout = conv_output_size(H, kh, stride[0], ph)
    Wout = conv_output_size(W, kw, stride[1], pw)
    out = torch.zeros((N, Cout, Hout, Wout), dtype=x.dtype, device=x.device)
    for o in range(Cout):
        for i in range(Hout):
            for j in range(Wout):
                a = i * stride[0]
                b = j * stride[1]
                window = big[:, :, a:a + kh, b:b + kw]
                out[:, o, i, j] = (window * weight[o]).sum(dim=(1, 2, 3))
        if bias is not None:
            out[:, o] = out[:, o] + bias[o]
    return out


def conv1x1(x, weight):
    N, Cin, H, W = x.shape
    images = []
    for n in range(N):
        pixels = x[n].reshape(Cin, H * W)
        images.append((weight @ pixels).reshape(-1, H, W))
    return torch.stack(images)
