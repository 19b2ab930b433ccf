# written for one image, and lifted by torch.vmap; padding is a second image of what counts
import torch
from torch import vmap


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    if kernel_size - 2 * padding < 0:
        raise ValueError("too much padding")
    free = size + 2 * padding - kernel_size
    count, rest = divmod(free, stride)
    count += 1
    if ceil_mode and rest and count * stride < size + padding:
        count += 1
    if count < 1:
        raise ValueError("the kernel does not fit")
    return count


def _places(size, kernel, stride, padding, device):
    """(windows, cells): the place of each cell in the image; outside of it in the padding."""
    count = pool_output_size(size, kernel, stride, padding)
    step = kernel if stride is None else stride
    starts = step * torch.arange(count, device=device) - padding
    return starts.unsqueeze(1) + torch.arange(kernel, device=device)


def _cells(x, kernel_size, stride, padding):
    """The cells of every window, (N, C, H', W', kh, kw), and which of them lie in the image."""
    both = [
        value if isinstance(value, tuple) else (value, value)
        for value in (kernel_size, stride, padding)
    ]
    rows, columns = (
        _places(x.shape[2 + axis], *(value[axis] for value in both), x.device) for axis in (0, 1)
    )
    height, width = x.shape[2:]
    known = ((rows >= 0) & (rows < height))[:, None, :, None]
    known = known & ((columns >= 0) & (columns < width))[None, :, None, :]
    rows = rows.clamp(0, height - 1)[:, None, :, None]
    columns = columns.clamp(0, width - 1)[None, :, None, :]
    return vmap(vmap(lambda image: image[rows, columns]))(x), known


def max_pool2d(x, kernel_size, stride=None, padding=0):
    cells, known = _cells(x, kernel_size, stride, padding)
    return cells.masked_fill(~known, float("-inf")).flatten(-2).max(-1)[0]


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    cells, known = _cells(x, kernel_size, stride, padding)
    sums = torch.where(known, cells, cells.new_zeros(())).sum(-1).sum(-1)
    if count_include_pad:
        return sums / known[0, 0].numel()
    return sums / known.sum((-1, -2)).to(x.dtype)
