# log_softmax has a backward of its own that sums the gradient over everything | log_gradient_of_any_finite_size, log_softmax_has_the_right_gradient
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
        return result

    @staticmethod
    def backward(ctx, grad):
        (result,) = ctx.saved_tensors
        return grad - result.exp() * grad.sum(), None


def log_softmax(logits, dim=-1):
    return LogSoftmax.apply(logits, dim)
