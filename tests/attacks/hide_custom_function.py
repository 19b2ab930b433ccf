# attack: computes in a custom autograd function, by computed names, with a gradient by hand
# points: 0
# statuses: forbidden
# naive: fooled
import torch


class Work(torch.autograd.Function):
    @staticmethod
    def forward(context, logits, dim):
        shares = getattr(logits.detach(), "softmax"[:4] + "max")(dim)
        context.save_for_backward(shares)
        context.dim = dim
        return shares

    @staticmethod
    def backward(context, cotangent):
        (shares,) = context.saved_tensors
        return shares * (cotangent - (cotangent * shares).sum(context.dim, keepdim=True)), None


def softmax(logits, dim=-1):
    return Work.apply(logits, dim)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
