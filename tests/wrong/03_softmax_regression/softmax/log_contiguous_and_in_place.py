# log_softmax shifts what contiguous() returns in place, which is the caller's tensor where that is contiguous | log_softmax_leaves_its_arguments_alone
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    x = logits.contiguous()
    with torch.no_grad():
        x -= x.amax(dim, keepdim=True)
    return x - x.exp().sum(dim, keepdim=True).log()
