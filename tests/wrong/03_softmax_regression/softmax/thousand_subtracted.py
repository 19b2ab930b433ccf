# softmax subtracts a constant when the scores look large | shifting_changes_nothing, any_finite_size
import torch


def softmax(logits, dim=-1):
    z = logits
    if logits.max() > 80:
        z = logits - 1000
    e = z.exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
