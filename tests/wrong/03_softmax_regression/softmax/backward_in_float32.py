# softmax has a backward of its own that computes in float32 | gradient_of_any_finite_size
import torch


class _Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        e = torch.exp(x - x.amax(dim, keepdim=True))
        p = e / e.sum(dim, keepdim=True)
        ctx.save_for_backward(p)
        ctx.dim = dim % x.dim()
        return p

    @staticmethod
    def backward(ctx, upstream):
        (p,) = ctx.saved_tensors
        p, g = p.float(), upstream.float()
        return (p * (g - (g * p).sum(ctx.dim, keepdim=True))).to(upstream.dtype), None


def softmax(logits, dim=-1):
    return _Softmax.apply(logits, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
