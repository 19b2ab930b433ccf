# its own backward takes the gradient that comes in for contiguous | max_pool2d_has_the_right_gradient
import torch
import torch.nn.functional as F


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _windows(x, kernel_size, stride, padding, value):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    if 2 * ph > kh or 2 * pw > kw:
        raise ValueError("padding is more than half the kernel")
    x = F.pad(x, (pw, pw, ph, ph), value=value)
    return x.unfold(2, kh, sh).unfold(3, kw, sw)


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = stride or kernel_size
    if 2 * padding > kernel_size:
        raise ValueError("padding is more than half the kernel")
    room = size + 2 * padding - kernel_size
    out = (-(-room // stride) if ceil_mode else room // stride) + 1
    if out < 1:
        raise ValueError("the kernel does not fit")
    return out - 1 if (out - 1) * stride >= size + padding else out


class _Max(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kernel_size, stride, padding):
        (ph, pw) = _pair(padding)
        n, c, h, w = x.shape
        windows = _windows(x, kernel_size, stride, padding, float("-inf"))
        places = torch.arange((h + 2 * ph) * (w + 2 * pw), dtype=torch.float64, device=x.device)
        places = places.reshape(1, 1, h + 2 * ph, w + 2 * pw)
        found = _windows(places, kernel_size, stride or kernel_size, 0, 0.0)
        values, best = windows.flatten(-2).max(-1)
        index = found.flatten(-2).long().expand(*best.shape, -1).gather(-1, best[..., None])
        ctx.save_for_backward(index.flatten(2))
        ctx.sizes = n, c, h, w, ph, pw
        return values

    @staticmethod
    def backward(ctx, grad):
        (index,) = ctx.saved_tensors
        n, c, h, w, ph, pw = ctx.sizes
        wide = grad.new_zeros(n, c, (h + 2 * ph) * (w + 2 * pw))
        wide = wide.scatter_add(2, index, grad.view(n, c, -1))
        wide = wide.reshape(n, c, h + 2 * ph, w + 2 * pw)
        return wide[:, :, ph : ph + h, pw : pw + w], None, None, None


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return _Max.apply(x, kernel_size, stride, padding)


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    mean = _windows(x, kernel_size, stride, padding, 0.0).mean((-2, -1))
    if count_include_pad:
        return mean
    return mean / _windows(torch.ones_like(x), kernel_size, stride, padding, 0.0).mean((-2, -1))
