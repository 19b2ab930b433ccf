import torch as th
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if size < 1 or kernel_size < 1 or stride < 1 or padding < 0 or dilation < 1:
        raise ValueError("size, kernel_size, stride, dilation >= 1, padding >= 0")
    reach = dilation * (kernel_size - 1) + 1
    if reach > size + 2 * padding:
        raise ValueError("kernel too large")
    return (size + 2 * padding - reach) // stride + 1


def corr2d(x, kernel):
    h, w = kernel.shape
    out = []
    i = 0
    while i + h <= x.shape[0]:
        j = 0
        while j + w <= x.shape[1]:
            out.append((x[i : i + h, j : j + w] * kernel).sum())
            j += 1
        i += 1
    return th.stack(out).reshape(i, j)


def starts(size, k, stride):
    """Where the windows start: every position that the stride divides."""
    found = []
    pos = 0
    while True:
        if pos + k > size:
            return found
        if pos % stride == 0:
            found.append(pos)
            pos += 1


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    h, w = weight.shape[2:]
    x = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
    tops = starts(x.shape[2], h, stride[0])
    lefts = starts(x.shape[3], w, stride[1])
    out = x.new_zeros(x.shape[0], weight.shape[0], len(tops), len(lefts))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            patch = x[:, :, top : top + h, left : left + w]
            out[:, :, i, j] = th.einsum("nchw,ochw->no", patch, weight)
    if bias is not None:
        out = out + bias.view(-1, 1, 1)
    return out


def conv1x1(x, weight):
    return th.einsum("nchw,oc->nohw", x, weight)
