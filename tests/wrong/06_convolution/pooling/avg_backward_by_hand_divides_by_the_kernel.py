# its own backward divides by the kernel's size whatever count_include_pad says | avg_pool2d_has_the_right_gradient
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


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return _windows(x, kernel_size, stride, padding, float("-inf")).amax((-2, -1))


class _Avg(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kernel_size, stride, padding, include):
        windows = _windows(x, kernel_size, stride, padding, 0.0)
        cells = _windows(torch.ones_like(x), kernel_size, stride, padding, 0.0).sum((-2, -1))
        kh, kw = _pair(kernel_size)
        count = torch.full_like(cells, kh * kw) if include else cells
        ctx.save_for_backward(x, count)
        ctx.options = (kh, kw), _pair(stride or kernel_size), _pair(padding)
        return windows.sum((-2, -1)) / count

    @staticmethod
    def backward(ctx, grad):
        x, count = ctx.saved_tensors
        (kh, kw), (sh, sw), (ph, pw) = ctx.options
        share = grad / (kh * kw)
        to_x = x.new_zeros(*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw)
        for a in range(kh):
            for b in range(kw):
                place = to_x[:, :, a : a + sh * grad.shape[2] : sh, b : b + sw * grad.shape[3] : sw]
                place += share
        return to_x[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]], None, None, None, None


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    return _Avg.apply(x, kernel_size, stride, padding, count_include_pad)
