# 03_softmax_regression/softmax softmax_has_the_right_gradient
import numpy as np
import torch


def softmax(logits, dim=-1):
    x = logits.detach().numpy()
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return torch.from_numpy(e / e.sum(axis=dim, keepdims=True))
