# softmax has a backward of its own that sums over the whole tensor | gradient_of_any_finite_size, softmax_has_the_right_gradient
import torch


class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, dim):
        e = torch.exp(logits - logits.amax(dim, keepdim=True))
        p = e / e.sum(dim, keepdim=True)
        ctx.save_for_backward(p)
        return p

    @staticmethod
    def backward(ctx, grad):
        (p,) = ctx.saved_tensors
        return p * (grad - (p * grad).sum()), None


def softmax(logits, dim=-1):
    return Softmax.apply(logits, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
