# softmax is the gradient of log-sum-exp, which autograd finds
import torch


def _log_total(x, dim):
    largest = x.detach().amax(dim, keepdim=True)
    return largest + (x - largest).exp().sum(dim, keepdim=True).log()


@torch.enable_grad()
def softmax(logits, dim=-1):
    recorded = logits.requires_grad
    x = logits if recorded else logits.detach().requires_grad_()
    (p,) = torch.autograd.grad(_log_total(x, dim).sum(), x, create_graph=recorded)
    return p


def log_softmax(logits, dim=-1):
    return logits - _log_total(logits, dim)
