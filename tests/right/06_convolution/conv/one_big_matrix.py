# writes the convolution as one large matrix, with the kernel in every row
import torch


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if any(value < 1 for value in (size, kernel_size, stride, dilation)) or padding < 0:
        raise ValueError("bad argument")
    numerator = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if numerator < 0:
        raise ValueError("kernel too large")
    return (numerator - numerator % stride) // stride + 1


def _places(size, k, stride, padding, like):
    """(out, k, size): 1 where the kernel's cell meets the pixel."""
    out = conv_output_size(size, k, stride, padding)
    at = torch.arange(out, device=like.device)[:, None] * stride - padding
    pixel = at + torch.arange(k, device=like.device)
    hits = pixel[:, :, None] == torch.arange(size, device=like.device)
    return hits.to(like.dtype)


def corr2d(x, kernel):
    rows = _places(x.shape[0], kernel.shape[0], 1, 0, x)
    columns = _places(x.shape[1], kernel.shape[1], 1, 0, x)
    matrix = torch.einsum("ahx,bwy,hw->abxy", rows, columns, kernel)
    return torch.einsum("abxy,xy->ab", matrix, x)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    rows = _places(x.shape[2], weight.shape[2], sh, ph, x)
    columns = _places(x.shape[3], weight.shape[3], sw, pw, x)
    matrix = torch.einsum("ahx,bwy,ochw->oabcxy", rows, columns, weight)
    o, a, b = matrix.shape[:3]
    out = (x.reshape(len(x), -1) @ matrix.reshape(o * a * b, -1).T).reshape(len(x), o, a, b)
    if bias is not None:
        out = out + bias.reshape(o, 1, 1).expand(o, a, b)
    return out


def conv1x1(x, weight):
    n, c, h, w = x.shape
    identity = torch.eye(h * w, dtype=x.dtype, device=x.device)
    return (x.reshape(n, -1) @ torch.kron(weight.contiguous(), identity).T).reshape(n, -1, h, w)
