"""Exercise 6.2, Chidi"""

import torch


def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
) -> int:
    if stride is None:
        stride = kernel_size
    if padding * 2 > kernel_size:
        raise ValueError(f"padding={padding} is more than half of kernel_size={kernel_size}")
    free_cells = size + 2 * padding - kernel_size
    if ceil_mode:
        free_cells += stride - 1
    number_of_windows = free_cells // stride + 1
    if number_of_windows < 1:
        raise ValueError("the kernel does not fit")
    if ceil_mode:
        start_of_last_window = (number_of_windows - 1) * stride
        if start_of_last_window >= size + padding:
            number_of_windows -= 1
    return number_of_windows


def pool(x, kernel_size, stride, padding, padding_value, function):
    if stride is None:
        stride = kernel_size
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    batch_size, channels, height, width = x.shape
    output_height = pool_output_size(height, kernel_size[0], stride[0], padding[0])
    output_width = pool_output_size(width, kernel_size[1], stride[1], padding[1])

    padded_x = x.new_full(
        (batch_size, channels, height + 2 * padding[0], width + 2 * padding[1]), padding_value
    )
    padded_x[:, :, padding[0] : padding[0] + height, padding[1] : padding[1] + width] = x

    output = x.new_zeros(batch_size, channels, output_height, output_width)
    for row in range(output_height):
        for column in range(output_width):
            top = row * stride[0]
            left = column * stride[1]
            window = padded_x[:, :, top : top + kernel_size[0], left : left + kernel_size[1]]
            output[:, :, row, column] = function(window)
    return output


def max_pool2d(x, kernel_size, stride=None, padding=0):
    return pool(x, kernel_size, stride, padding, -torch.inf, lambda w: w.amax(dim=(2, 3)))


def avg_pool2d(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    averages = pool(x, kernel_size, stride, padding, 0.0, lambda w: w.mean(dim=(2, 3)))
    if not count_include_pad:
        # share of each window that lies inside the image
        inside = torch.ones_like(x)
        shares = pool(inside, kernel_size, stride, padding, 0.0, lambda w: w.mean(dim=(2, 3)))
        averages = averages / shares
    return averages
