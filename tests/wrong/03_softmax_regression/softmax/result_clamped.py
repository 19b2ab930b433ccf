# softmax clamps the probabilities to 1e-7 | tiny_probabilities_survive, any_finite_size
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return (e / e.sum(dim, keepdim=True)).clamp(min=1e-7)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
