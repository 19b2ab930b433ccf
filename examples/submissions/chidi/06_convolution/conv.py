"""Exercise 6.1, Chidi"""

import torch


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    if size < 1:
        raise ValueError(f"size={size}")
    if kernel_size < 1:
        raise ValueError(f"kernel_size={kernel_size}")
    if stride < 1:
        raise ValueError(f"stride={stride}")
    if padding < 0:
        raise ValueError(f"padding={padding}")
    if dilation < 1:
        raise ValueError(f"dilation={dilation}")
    free_cells = size + 2 * padding - dilation * (kernel_size - 1) - 1
    if free_cells < 0:
        raise ValueError("the kernel is larger than the padded input")
    return free_cells // stride + 1


def corr2d(x: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    kernel_height, kernel_width = kernel.shape
    output_height = x.shape[0] - kernel_height + 1
    output_width = x.shape[1] - kernel_width + 1
    output = torch.zeros(output_height, output_width, dtype=x.dtype, device=x.device)
    for row in range(output_height):
        for column in range(output_width):
            patch = x[row : row + kernel_height, column : column + kernel_width]
            output[row, column] = (patch * kernel).sum()
    return output


def conv2d(
    x: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> torch.Tensor:
    """im2col: every patch becomes a column, the kernels become the rows of a matrix."""
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    batch_size, in_channels, height, width = x.shape
    out_channels, _, kernel_height, kernel_width = weight.shape
    output_height = conv_output_size(height, kernel_height, stride[0], padding[0])
    output_width = conv_output_size(width, kernel_width, stride[1], padding[1])

    columns = torch.nn.functional.unfold(
        x, kernel_size=(kernel_height, kernel_width), stride=stride, padding=padding
    )  # (N, Cin * kh * kw, H' * W')
    kernel_matrix = weight.reshape(out_channels, -1)
    output = kernel_matrix @ columns
    if bias is not None:
        output = output + bias.unsqueeze(1)
    return output.reshape(batch_size, out_channels, output_height, output_width)


def conv1x1(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return torch.einsum("oi,nihw->nohw", weight, x)
