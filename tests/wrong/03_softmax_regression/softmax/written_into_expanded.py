# softmax writes into an alias of the input's memory layout | softmax_takes_any_strides
import torch


def softmax(logits, dim=-1):
    e = torch.empty_strided(logits.shape, logits.stride(), dtype=logits.dtype, device=logits.device)
    e.copy_((logits - logits.amax(dim, keepdim=True)).exp().detach())
    if logits.requires_grad:
        e = (logits - logits.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
