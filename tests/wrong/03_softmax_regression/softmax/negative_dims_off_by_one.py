# softmax counts negative dimensions from one too far | agrees_with_torch, last_dimension_by_default
import torch


def softmax(logits, dim=-1):
    if dim < 0:
        dim = max(dim + logits.dim() - 1, 0)
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
