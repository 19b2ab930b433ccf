# log_softmax has a backward of its own that takes the gradient for contiguous | log_softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


class LogSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, dim):
        z = logits - logits.amax(dim, keepdim=True)
        result = z - z.exp().sum(dim, keepdim=True).log()
        ctx.save_for_backward(result)
        ctx.dim = dim
        return result

    @staticmethod
    def backward(ctx, grad):
        (result,) = ctx.saved_tensors
        if ctx.dim % result.dim() < result.dim() - 1:
            return grad - result.exp() * grad.sum(ctx.dim, keepdim=True), None
        rows, grads = result.reshape(-1, result.shape[-1]), grad.view(-1, result.shape[-1])
        return (grads - rows.exp() * grads.sum(1, keepdim=True)).reshape(result.shape), None


def log_softmax(logits, dim=-1):
    return LogSoftmax.apply(logits, dim)
