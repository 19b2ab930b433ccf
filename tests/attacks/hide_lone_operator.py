# attack: convolves with an operator of TorchScript's own, which no dispatcher knows
# points: 0
# statuses: forbidden failed errored
# needs: bars
# exercise: 06_convolution/conv
# naive: absent - it grades softmax alone
import torch
import torch.nn.functional as F


class Function(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.padding = stride, padding
        name = "noitulovnoc_nndlkm"
        call = getattr(torch.ops.prim, name[::-1])
        args = x.float().contiguous(), weight.float().contiguous()
        return call(*args, None, stride, padding, [1, 1], 1).to(x.dtype)

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        with torch.enable_grad():
            x, weight = x.detach().requires_grad_(), weight.detach().requires_grad_()
            cols = F.unfold(x, weight.shape[2:], stride=ctx.stride, padding=ctx.padding)
            y = (weight.flatten(1) @ cols).reshape(g.shape)
            return (*torch.autograd.grad(y, (x, weight), g), None, None)


def pair(n):
    return [n, n] if isinstance(n, int) else list(n)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    y = Function.apply(x, weight, pair(stride), pair(padding))
    return y if bias is None else y + bias[:, None, None]


def corr2d(x, kernel):
    return conv2d(x[None, None], kernel[None, None])[0, 0]


def conv1x1(x, weight):
    return conv2d(x, weight[:, :, None, None])


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return 0
