# log_softmax computes in NumPy, without a gradient | log_softmax_has_the_right_gradient
import numpy as np
import torch


def softmax(logits, dim=-1):
    z = logits - logits.max(dim, keepdim=True).values
    return z.exp() / z.exp().sum(dim, True)


def log_softmax(logits, dim=-1):
    x = logits.detach().numpy()
    with np.errstate(invalid='ignore'):
        z = x - x.max(axis=dim, keepdims=True)
    return torch.as_tensor(z - np.log(np.exp(z).sum(axis=dim, keepdims=True)))
