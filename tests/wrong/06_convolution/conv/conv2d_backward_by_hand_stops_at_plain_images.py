# a backward that returns nothing where the images need no gradient | conv2d_has_each_gradient_alone
import torch
import torch.nn.functional as F
from torch import Tensor


def conv_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    for name, value, least in (
        ("size", size, 1),
        ("kernel_size", kernel_size, 1),
        ("stride", stride, 1),
        ("padding", padding, 0),
        ("dilation", dilation, 1),
    ):
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")

    padded = size + 2 * padding
    reach = dilation * (kernel_size - 1) + 1
    if reach > padded:
        raise ValueError(
            f"kernel_size={kernel_size} with dilation={dilation} spans {reach} cells, "
            f"more than the {padded} of size={size} with padding={padding}"
        )
    return (padded - reach) // stride + 1


def corr2d(x: Tensor, kernel: Tensor) -> Tensor:
    kh, kw = kernel.shape
    windows = x.unfold(0, kh, 1).unfold(1, kw, 1)
    return torch.einsum("hwij,ij->hw", windows, kernel)


class Conv(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        columns = F.unfold(x, weight.shape[2:], stride=stride, padding=padding)
        ctx.save_for_backward(columns, weight)
        ctx.size, ctx.stride, ctx.padding = x.shape[2:], stride, padding
        height = (x.shape[2] + 2 * padding[0] - weight.shape[2]) // stride[0] + 1
        return torch.matmul(weight.flatten(1), columns).unflatten(2, (height, -1))

    @staticmethod
    def backward(ctx, grad):
        if not ctx.needs_input_grad[0]:  # nothing lies below
            return None, None, None, None
        columns, weight = ctx.saved_tensors
        flat = grad.flatten(2)
        grad_x = F.fold(
            weight.flatten(1).T @ flat, ctx.size, weight.shape[2:],
            stride=ctx.stride, padding=ctx.padding,
        )
        grad_weight = (flat @ columns.mT).sum(0).reshape(weight.shape)
        return grad_x, grad_weight, None, None


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Tensor:
    output = Conv.apply(x, weight, _pair(stride), _pair(padding))
    return output if bias is None else output + bias[:, None, None]


def conv1x1(x: Tensor, weight: Tensor) -> Tensor:
    return (x.movedim(1, -1) @ weight.T).movedim(-1, 1)


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value
