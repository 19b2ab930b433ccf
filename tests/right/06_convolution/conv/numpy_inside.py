# NumPy forward and backward inside an autograd.Function
import numpy as np
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if kernel_size < 1 or stride < 1 or padding < 0 or dilation < 1 or size < 1:
        raise ValueError("bad")
    result = (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    if result <= 0:
        raise ValueError("bad")
    return int(result)


class _Correlate(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, sh, sw):
        a, k = x.detach().numpy(), weight.detach().numpy()
        view = np.lib.stride_tricks.sliding_window_view(a, k.shape[2:], axis=(2, 3))[:, :, ::sh, ::sw]
        ctx.saved = a, k, sh, sw, view
        return torch.from_numpy(np.ascontiguousarray(np.einsum("nchwij,ocij->nohw", view, k)))

    @staticmethod
    def backward(ctx, grad):
        a, k, sh, sw, view = ctx.saved
        g = grad.numpy()
        grad_k = np.einsum("nohw,nchwij->ocij", g, view)
        grad_a = np.zeros_like(a)
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                cells = np.einsum("no,ocij->ncij", g[:, :, i, j], k)
                grad_a[:, :, i * sh : i * sh + k.shape[2], j * sw : j * sw + k.shape[3]] += cells
        return torch.from_numpy(grad_a), torch.from_numpy(grad_k), None, None


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    out = _Correlate.apply(F.pad(x, (pw, pw, ph, ph)), weight, sh, sw)
    return out if bias is None else out + bias[:, None, None]


def corr2d(x, kernel):
    return conv2d(x.reshape(1, 1, *x.shape), kernel.reshape(1, 1, *kernel.shape)).reshape(
        x.shape[0] - kernel.shape[0] + 1, x.shape[1] - kernel.shape[1] + 1
    )


def conv1x1(x, weight):
    return conv2d(x, weight.unsqueeze(-1).unsqueeze(-1))
