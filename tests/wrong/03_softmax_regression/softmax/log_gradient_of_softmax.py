# log_softmax has the gradient of softmax, by a straight-through trick | log_gradient_of_any_finite_size, log_softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    right = z - z.exp().sum(dim, keepdim=True).log()
    p = softmax(logits, dim)
    return right.detach() + p - p.detach()
