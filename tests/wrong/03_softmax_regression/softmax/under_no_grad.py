# softmax is decorated with torch.no_grad | gradient_of_any_finite_size, softmax_has_the_right_gradient
import torch


@torch.no_grad()
def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
