# softmax keeps a running maximum and forgets to rescale the sum when it grows | agrees_with_torch, last_dimension_by_default
import torch


def softmax(logits, dim=-1):
    largest = logits.select(dim, 0)
    total = torch.ones_like(largest)
    for scores in logits.unbind(dim)[1:]:
        largest = torch.maximum(largest, scores)
        total = total + torch.exp(scores - largest)
    return torch.exp(logits - largest.unsqueeze(dim)) / total.unsqueeze(dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
