# multiplies spectra: the convolution theorem, with the kernel's conjugate
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if min(size, kernel_size, stride, dilation) < 1 or padding < 0:
        raise ValueError("argument out of range")
    places = range(0, size + 2 * padding - dilation * (kernel_size - 1), stride)
    if not places:
        raise ValueError("the kernel does not fit")
    return len(places)


def corr2d(x, kernel):
    H, W = x.shape
    spectrum = torch.fft.rfft2(x) * torch.fft.rfft2(kernel, s=(H, W)).conj()
    full = torch.fft.irfft2(spectrum, s=(H, W))
    return full[: H - kernel.shape[0] + 1, : W - kernel.shape[1] + 1]


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    x = F.pad(x, (pw, pw, ph, ph))
    H, W = x.shape[-2:]
    images = torch.fft.rfft2(x)
    kernels = torch.fft.rfft2(weight, s=(H, W)).conj()
    full = torch.fft.irfft2(torch.einsum("nchw,ochw->nohw", images, kernels), s=(H, W))
    out = full[..., : H - weight.shape[2] + 1 : sh, : W - weight.shape[3] + 1 : sw]
    return out if bias is None else out + bias[:, None, None]


def conv1x1(x, weight):
    return torch.tensordot(weight, x, dims=([1], [1])).movedim(0, 1)
