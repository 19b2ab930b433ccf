# takes the last of a cumulative sum, and names a helper like torch's
import torch


def logsumexp(x, axis):
    """log sum exp along one axis, kept."""
    top = x.detach().amax(axis, keepdim=True)
    last = torch.cumsum((x - top).exp(), axis).narrow(axis, x.shape[axis] - 1, 1)
    return last.log() + top


def softmax(logits, dim=-1):
    top = logits.amax(dim, keepdim=True)
    e = torch.exp(logits - top)
    return e * torch.cumsum(e, dim).narrow(dim, -1, 1).reciprocal()


def log_softmax(logits, dim=-1):
    return logits - logsumexp(logits, axis=dim)
