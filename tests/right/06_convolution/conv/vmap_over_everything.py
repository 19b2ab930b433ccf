# torch.vmap over images, kernels and channels; a table of cells for one channel
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Bisection for the largest number of windows that fits."""
    if any(v < 1 for v in (size, kernel_size, stride, dilation)) or padding < 0:
        raise ValueError("size, kernel_size, stride, dilation >= 1 and padding >= 0 are wanted")

    def fits(windows):
        return (windows - 1) * stride + dilation * (kernel_size - 1) < size + 2 * padding

    if not fits(1):
        raise ValueError("no window fits")
    low, high = 1, size + 2 * padding + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def corr2d(x, kernel):
    """A column of cells for each place, and one product with the kernel laid flat."""
    rows, columns = x.size(0) - kernel.size(0) + 1, x.size(1) - kernel.size(1) + 1
    cells = [
        x.narrow(0, i, rows).narrow(1, j, columns)
        for i in range(kernel.size(0))
        for j in range(kernel.size(1))
    ]
    return torch.stack(cells, dim=-1) @ kernel.reshape(-1)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """Each image by itself, under torch.vmap; each channel is one corr2d, then thinned out."""
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    wide = F.pad(x, (pw, pw, ph, ph))
    channels = torch.vmap(corr2d)
    images = torch.vmap(lambda image: torch.vmap(lambda kernel: channels(image, kernel))(weight))
    out = images(wide).sum(2)[..., ::sh, ::sw]
    return out if bias is None else out + bias.reshape(-1, 1, 1)


def conv1x1(x, weight):
    return torch.vmap(lambda image: torch.tensordot(weight, image, 1))(x)
