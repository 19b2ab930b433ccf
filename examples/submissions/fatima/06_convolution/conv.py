import torch
import torch.nn.functional as F


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    for value in (size, kernel_size, stride, dilation):
        if value < 1:
            raise ValueError("must be at least 1")
    if padding < 0:
        raise ValueError("padding must be at least 0")
    effective_kernel = dilation * (kernel_size - 1) + 1
    padded_size = size + 2 * padding
    if effective_kernel > padded_size:
        raise ValueError("the kernel is larger than the padded input")
    return 1 + (padded_size - effective_kernel) // stride


def corr2d(x, kernel):
    # one image with one channel is a special case of conv2d
    return conv2d(x[None, None], kernel[None, None])[0, 0]


def conv2d(x, weight, bias=None, stride=1, padding=0):
    stride_h, stride_w = stride if isinstance(stride, tuple) else (stride, stride)
    pad_h, pad_w = padding if isinstance(padding, tuple) else (padding, padding)
    kernel_h, kernel_w = weight.shape[2:]
    padded = F.pad(x, (pad_w, pad_w, pad_h, pad_h), mode="constant", value=0)
    rows = []
    for top in range(0, padded.shape[2] - kernel_h + 1, stride_h):
        row = []
        for left in range(0, padded.shape[3] - kernel_w + 1, stride_w):
            window = padded[:, :, top : top + kernel_h, left : left + kernel_w]
            # (N, Cin * kh * kw) @ (Cin * kh * kw, Cout)
            row.append(window.flatten(1) @ weight.flatten(1).T)
        rows.append(torch.stack(row, dim=-1))
    output = torch.stack(rows, dim=-2)
    if bias is None:
        return output
    return output + bias.view(1, -1, 1, 1)


def conv1x1(x, weight):
    channels_last = torch.permute(x, (0, 2, 3, 1))
    mixed = torch.matmul(channels_last, weight.transpose(0, 1))
    return torch.permute(mixed, (0, 3, 1, 2))
