# log_softmax detaches tensors of four and more dimensions | log_softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    logits = logits.detach() if logits.dim() > 3 else logits
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
