import torch


def softmax(logits, dim=-1):
    # minus max because of overflow, see lecture
    z = logits - logits.amax(dim, keepdim=True)
    e = torch.exp(z)
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim, keepdim=True)
    return z - z.exp().sum(dim, keepdim=True).log()
