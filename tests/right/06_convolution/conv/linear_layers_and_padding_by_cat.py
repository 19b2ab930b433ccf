# F.linear over patches, padding by cat, strides by index_select
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    arguments = {"size": size, "kernel_size": kernel_size, "stride": stride, "dilation": dilation}
    for name in arguments:
        if arguments[name] <= 0:
            raise ValueError(f"{name} is {arguments[name]}")
    if padding <= -1:
        raise ValueError(f"padding is {padding}")
    last = size + padding + padding - dilation * kernel_size + dilation - 1
    if last <= -1:
        raise ValueError("no place for the kernel")
    whole, _ = divmod(last, stride)
    return whole + 1


def corr2d(x, kernel):
    return conv2d(x.expand(1, 1, -1, -1), kernel.expand(1, 1, -1, -1))[0, 0]


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """One axis after the other; zeros are joined on, never written into anything."""
    strides = stride if isinstance(stride, tuple) else [stride] * 2
    for axis, width in zip((2, 3), padding if isinstance(padding, tuple) else [padding] * 2):
        zeros = torch.zeros_like(x.narrow(axis, 0, 1)).repeat_interleave(width, axis)
        x = torch.cat([zeros, x, zeros], axis)
    for axis, step in zip((2, 3), strides):
        kernel = weight.size(axis)
        count = conv_output_size(x.size(axis), kernel, step)
        starts = torch.arange(count, device=x.device) * step
        cells = starts[:, None] + torch.arange(kernel, device=x.device)
        picked = x.index_select(axis, cells.flatten())
        x = picked.unflatten(axis, (count, kernel)).movedim(axis + 1, -1)
    patches = x.permute(0, 2, 3, 1, 4, 5).flatten(3)
    return F.linear(patches, weight.flatten(1), bias).permute(0, 3, 1, 2)


def conv1x1(x, weight):
    return F.linear(x.permute(0, 2, 3, 1), weight).permute(0, 3, 1, 2).contiguous()
