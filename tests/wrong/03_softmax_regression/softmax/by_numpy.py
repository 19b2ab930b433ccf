# softmax computes in NumPy, without a gradient | softmax_has_the_right_gradient
import torch


def softmax(logits, dim=-1):
    import numpy as np
    x = logits.detach().numpy()
    with np.errstate(invalid='ignore'):
        e = np.exp(x - x.max(axis=dim, keepdims=True))
    return torch.from_numpy(e / e.sum(axis=dim, keepdims=True))


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
