# nested loops that fill a buffer, cell by cell
import torch


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if size <= 0 or kernel_size <= 0 or stride <= 0 or dilation <= 0 or padding < 0:
        raise ValueError("invalid argument")
    first, last = 0, size + 2 * padding - dilation * (kernel_size - 1) - 1
    count = 0
    while first <= last:
        count += 1
        first += stride
    if count == 0:
        raise ValueError("the kernel does not fit")
    return count


def corr2d(x, kernel):
    h, w = kernel.shape
    out = torch.zeros(
        (x.shape[0] - h + 1, x.shape[1] - w + 1), dtype=x.dtype, device=x.device
    )
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (x[i : i + h, j : j + w] * kernel).sum()
    return out


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    O, _, kh, kw = weight.shape
    padded = x.new_zeros(N, C, H + 2 * ph, W + 2 * pw)
    padded[:, :, ph : ph + H, pw : pw + W] = x
    oh, ow = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    out = x.new_zeros(N, O, oh, ow)
    for o in range(O):
        for i in range(oh):
            for j in range(ow):
                window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
                out[:, o, i, j] = (window * weight[o]).sum(dim=(1, 2, 3))
                if bias is not None:
                    out[:, o, i, j] += bias[o]
    return out


def conv1x1(x, weight):
    N, C, H, W = x.shape
    out = x.new_zeros(N, weight.shape[0], H, W)
    for n in range(N):
        for o in range(weight.shape[0]):
            for c in range(C):
                out[n, o] += weight[o, c] * x[n, c]
    return out
