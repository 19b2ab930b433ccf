# log_softmax begins a running logaddexp at 0, which is one more class | log_of_equal_shares
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    total = torch.zeros_like(logits.select(dim, 0))
    for scores in logits.unbind(dim):
        total = torch.logaddexp(total, scores)
    return logits - total.unsqueeze(dim)
