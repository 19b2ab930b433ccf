# softmax has a backward of its own that takes the gradient for contiguous | softmax_has_the_right_gradient
import torch


class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, dim):
        e = torch.exp(logits - logits.amax(dim, keepdim=True))
        result = e / e.sum(dim, keepdim=True)
        ctx.save_for_backward(result)
        ctx.dim = dim
        return result

    @staticmethod
    def backward(ctx, grad):
        (result,) = ctx.saved_tensors
        if ctx.dim % result.dim() < result.dim() - 1:
            return result * (grad - (grad * result).sum(ctx.dim, keepdim=True)), None
        rows, grads = result.reshape(-1, result.shape[-1]), grad.view(-1, result.shape[-1])
        return (rows * (grads - (grads * rows).sum(1, keepdim=True))).reshape(result.shape), None


def softmax(logits, dim=-1):
    return Softmax.apply(logits, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
