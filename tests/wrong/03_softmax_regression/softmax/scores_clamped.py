# softmax clamps the scores to [-50, 50] instead of shifting them | shifting_changes_nothing, any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits.clamp(-50, 50))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
