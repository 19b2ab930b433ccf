# builds the result from lists, by recursion over rows and channels
import torch


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if padding < 0 or min([size, kernel_size, stride, dilation]) <= 0:
        raise ValueError("illegal geometry")
    if padding:
        return conv_output_size(size + 2 * padding, kernel_size, stride, 0, dilation)
    if dilation > 1:
        return conv_output_size(size, dilation * (kernel_size - 1) + 1, stride)
    if kernel_size > size:
        raise ValueError("the kernel does not fit")
    return (size - kernel_size) // stride + 1


def corr2d(x, kernel):
    kh, kw = kernel.shape

    def rows_from(i):
        if i + kh > x.shape[0]:
            return []
        row = [torch.dot(x[i : i + kh, j : j + kw].reshape(-1), kernel.reshape(-1))
               for j in range(x.shape[1] - kw + 1)]
        return [torch.stack(row)] + rows_from(i + 1)

    return torch.stack(rows_from(0))


def conv2d(x, weight, bias=None, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    side = x.new_zeros(*x.shape[:3], pw)
    x = torch.cat([side, x, side], dim=3)
    strip = x.new_zeros(*x.shape[:2], ph, x.shape[3])
    x = torch.cat([strip, x, strip], dim=2)
    images = []
    for image in x:
        maps = []
        for o, kernels in enumerate(weight):
            one = sum(corr2d(channel, kernel) for channel, kernel in zip(image, kernels))
            maps.append(one[::sh, ::sw] + (0 if bias is None else bias[o]))
        images.append(torch.stack(maps))
    return torch.stack(images)


def conv1x1(x, weight):
    return torch.stack([torch.stack([sum(w * c for w, c in zip(row, image)) for row in weight]) for image in x])
