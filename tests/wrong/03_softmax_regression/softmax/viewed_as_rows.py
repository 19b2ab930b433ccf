# softmax views the tensor as rows, which needs contiguous memory | softmax_takes_any_strides
import torch


def softmax(logits, dim=-1):
    last = dim in (-1, logits.dim() - 1)
    x = logits if last else logits.movedim(dim, -1).contiguous()
    rows = x.view(-1, x.shape[-1])
    e = torch.exp(rows - rows.amax(1, keepdim=True))
    p = (e / e.sum(1, keepdim=True)).view(x.shape)
    return p if last else p.movedim(-1, dim)


def log_softmax(logits, dim=-1):
    z = logits - logits.amax(dim=dim, keepdim=True)
    return z - z.exp().sum(dim=dim, keepdim=True).log()
